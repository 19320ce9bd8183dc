"""What visitors send and get on /live: envelopes, uploads, parameters, sockets, both ways of serving."""
