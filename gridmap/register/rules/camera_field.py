"""The columns that a camera register may bring: the allow-list of kind `cameras` and its headers in five languages.

Sources: DOMAIN-register 2 (Chinese 27-column sheet, Amsterdam's form, German and French lists), the published
registers of Trafford, Baltimore, Paris, Korea, Zürich, Madrid, FIWARE's model, and OpenStreetMap's tags.
What is not here is left behind: streams, device and network identifiers, platform codes (SBBM and its like), serial
numbers, persons, telephones of persons, house numbers, free text, pictures.
"""

from __future__ import annotations

from gridmap.grids.rules.field import Field
from gridmap.grids.rules.shape import WKT

OPTICAL = ("heading_deg", "pan_range_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px", "height_px",
           "max_range_m")  # fmt: skip
"""The fields whose value as received and whose quality are kept."""

CANONICAL = (
    Field("camera_id", ("id", "camera no", "摄像机编号", "点位编号", "登记编号", "编号", "Referentie", "reference",
                        "refcam", "Numéro", "ID Cámara", "관리번호", "ref", "Nr", "Kameranummer")),
    Field("housing_id", ("housing", "杆号", "立杆编号", "Mast", "site_id")),
    Field("name", ("camera name", "CameraName", "设备名称", "点位名称", "SBMC", "site", "location", "Standort",
                   "standort_beschreibung", "nom", "emplacement", "Implantation", "Standplaats", "Ubicación")),
    Field("operator", ("管理单位", "建设单位", "GLDW", "使用单位", "owner", "owner_organisation", "owner.organisation",
                       "Naam organisatie/bedrijf", "Betreiber", "verantwortliche_da", "responsable", "exploitant",
                       "관리기관명", "Eigenaar", "controller")),
    Field("operator_kind", ("单位性质", "operator:type", "operator type")),
    Field("processor", ("运维单位", "verwerker", "Auftragsverarbeiter", "sous-traitant", "data processor")),
    Field("programme", ("program", "scheme", "项目名称", "工程名称", "所属项目", "Project", "project_paths")),
    Field("purpose", ("use", "用途", "监控目的", "Waarvoor meet u dat?", "observation_goal", "doel", "Zweck",
                      "finalité", "설치목적구분", "cameraUsage", "purposes"), many=True),
    Field("legal_regime", ("regime", "适用法律")),
    Field("legal_basis", ("basis", "法律依据", "Wettelijke grondslag", "legal_ground", "Rechtsgrundlage",
                          "base légale")),
    Field("basis_ref", ("legal reference", "法律条款", "article", "Artikel")),
    *(
        Field(name, (*aliases, f"functions.{name}"))
        for name, aliases in (
            ("recording", ("录像", "是否录像", "opname", "Aufzeichnung", "enregistrement")),
            ("live_view", ("实时查看", "live viewing", "live", "Livebild", "visionnage en direct")),
            ("audio", ("拾音", "是否拾音", "sound", "geluid", "Ton", "son")),
            ("number_plates", ("号牌识别", "车牌识别", "anpr", "lpr", "kentekenherkenning", "Kennzeichenerfassung")),
            ("face_recognition", ("人脸识别", "facial recognition", "gezichtsherkenning", "Gesichtserkennung",
                                  "reconnaissance faciale")),
            ("other_biometric", ("其他生物识别", "biometrics")),
            ("behaviour_analysis", ("行为分析", "behavior analysis", "video analytics", "analytics")),
            ("counting", ("计数", "人流统计", "people counting", "telling")),
            ("thermal", ("热成像", "thermal imaging", "warmtebeeld", "Wärmebild")),
        )
    ),
    Field("authorisation_no", ("authorization no", "批准文号", "Bewilligung", "autorisation", "vergunning")),
    Field("authorisation_by", ("authorised by", "批准机关", "Bewilligungsbehörde", "autorité")),
    Field("authorisation_on", ("authorised on", "批准日期", "Bewilligungsdatum", "date d'autorisation"), day=True),
    Field("authorisation_until", ("authorised until", "批准有效期", "bewilligt bis", "fin d'autorisation"), day=True),
    Field("filing_no", ("filing", "备案号", "备案编号", "registration no")),
    Field("filed_on", ("备案日期", "filing date", "aangemeld op"), day=True),
    Field("sign", ("提示标识", "标识", "Hinweis", "affichage", "signage", "bord")),
    Field("sign_checked_on", ("标识检查日期", "sign checked"), day=True),
    Field("retention_days", ("retention", "录像保存天数", "LXBCTS", "保存天数", "Bewaartermijn", "Speicherdauer",
                             "aufbewahrungsdauer", "durée de conservation", "보관일수")),
    Field("retention_reason", ("保存理由",)),
    Field("reviewed_on", ("last review", "复核日期", "überprüft am"), day=True),
    Field("review_due", ("next review", "复核期限", "überprüfung fällig"), day=True),
    Field("dpia_ref", ("dpia", "影响评估", "DSFA", "aipd")),
    Field("dpia_on", ("dpia date", "影响评估日期"), day=True),
    Field("contact", ("public contact", "联系方式", "Kontakt", "contact public", "contactadres")),
    Field("place_kind", ("场所类型", "place", "surveillance:zone", "zone")),
    Field("environment", ("室内外", "安装环境", "surveillance", "doman")),
    Field("kind", ("type", "camera type", "camera:type", "Kies soort / type sensor", "摄像机类型", "SXJLX", "Soort",
                   "type_camera", "Tipo", "cameraType", "촬영방면정보")),
    Field("mount", ("安装方式", "camera:mount", "support", "montage", "Befestigung")),
    Field("heading_deg", ("camera:direction", "heading", "bearing", "azimuth", "方位角", "朝向", "Kijkrichting",
                          "Blickrichtung", "orientation", "direction", "surveillance:direction")),
    Field("pan_range_deg", ("pan range", "水平转动范围", "Schwenkbereich")),
    Field("hfov_deg", ("hfov", "horizontal angle", "水平视场角", "视场角", "field of view", "fov", "beeldhoek",
                       "Blickwinkel", "angle de vue")),
    Field("vfov_deg", ("vfov", "垂直视场角")),
    Field("tilt_deg", ("tilt", "俯仰角", "俯角", "camera:angle", "Neigung", "inclinaison")),
    Field("height_m", ("height", "安装高度", "AZGD", "Hoogte", "Höhe", "hauteur")),
    Field("width_px", ("width", "水平像素", "image width", "horizontal resolution")),
    Field("height_px", ("垂直像素", "image height", "vertical resolution")),
    Field("max_range_m", ("max range", "range", "监控距离", "Reichweite", "portée", "bereik")),
    Field("mask", ("privacy mask", "privacy_mask", "mask_wkt", "隐私遮挡", "privacymasker", "masque")),
    Field("mask_follows_ptz", ("mask follows", "遮挡随动")),
    Field("mask_checked_on", ("mask checked", "遮挡核查日期"), day=True),
    Field("status", ("设备状态", "SBZT", "état", "dbetat", "Actief_JN", "attivo", "in use")),
    Field("in_service_since", ("安装时间", "AZSJ", "installed", "ListedDate", "start_date", "Inbetriebnahme",
                               "mise en service", "Date de mise en service", "inizio_attivita", "설치연월"), day=True),
    Field("out_of_service_since", ("停用日期", "out of service", "ausser Betrieb seit"), day=True),
    Field("removed_on", ("拆除日期", "Wanneer wordt de sensor verwijderd?", "active_until", "removed", "abgebaut am"), day=True),
    Field("verified_on", ("核查日期", "check_date", "survey:date", "verified", "überprüft"), day=True),
    Field("lon", ("longitude", "lng", "longitude x", "经度", "JD", "Länge", "location.longitude", "WGS84경도", "경도")),
    Field("lat", ("latitude", "latitude y", "纬度", "WD", "Breite", "location.latitude", "WGS84위도", "위도")),
)  # fmt: skip
"""What a camera is stored with, by its own name; DOMAIN-register 2 has types, units and closed sets."""

INPUT_ONLY = (
    Field("geometry_quality", ()),
    Field("heading_spread_deg", ("heading accuracy", "方位误差")),
    Field("heading_code", ("监视方位", "JSFW")),
    Field("tag:direction", ("direction",)),
    Field("tag:surveillance:direction", ("surveillance:direction",)),
    Field("tag:man_made", ("man_made",)),
    Field("tag:surveillance:type", ("surveillance:type",)),
    Field("tag:camera:tilt", ("camera:tilt",)),
    Field("tag:survey:date", ("survey:date",)),
    Field("tag:id", ("osm_node_id", "osm_id", "@id")),
    WKT,
)
"""Columns that are read into others and not kept under their own names."""

FIELDS = CANONICAL + INPUT_ONLY
"""All that kind `cameras` reads. Not one is required: a row without an id is known by its place, and says so."""
