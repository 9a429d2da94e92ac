"""gridmap: a city-service grid map and a camera accountability register on PostGIS."""

__version__ = "0.1.0"
