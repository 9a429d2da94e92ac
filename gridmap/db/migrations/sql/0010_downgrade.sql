DROP TABLE register.reduction_area, register.reduction_camera, register.reduction_run;
