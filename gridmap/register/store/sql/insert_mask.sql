-- Declare a mask of a camera; nobody has checked it yet. :row (camera_row_id), :follows_ptz, :geom (WKB of a MultiPolygon, EPSG:4326).
INSERT INTO register.mask (camera_row_id, follows_ptz, geom)
VALUES (:row, :follows_ptz, ST_GeomFromWKB(:geom, 4326));
