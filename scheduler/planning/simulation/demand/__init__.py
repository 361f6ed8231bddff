"""Who asks for what, night after night: the example park, a park that grows, a trace of a computing centre."""
