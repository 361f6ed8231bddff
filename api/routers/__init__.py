"""The paths of `/v1`, one module for each noun: handlers read the request, call one service and name the answer's shape."""
