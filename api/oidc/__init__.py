"""Signing in at a provider of identities (OpenID Connect): Authorization Code with PKCE, state and nonce."""
