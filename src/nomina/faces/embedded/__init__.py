"""The model pack that comes with Nomina: dlib's public-domain networks, read and rebuilt."""
