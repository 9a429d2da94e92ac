-- Declare a mask of a camera; nobody has checked it yet. :row (camera_row_id), :follows_ptz, :geom (WKB of a MultiPolygon, EPSG:4326), :actor.
INSERT INTO register.mask (camera_row_id, follows_ptz, set_by, geom)
VALUES (:row, :follows_ptz, :actor, ST_GeomFromWKB(:geom, 4326));
