// Names of fields and of the values of closed lists, in English and Chinese, for rows of cards.

import { chanceText, dayText, isMoment, measureText, timeText } from "./format.js";
import { ofPair, say, shareText } from "./words.js";

const FIELDS = {
  code: ["Code", "编码"], name: ["Name", "名称"], kind: ["Kind", "类型"], level: ["Level", "级别"], area: ["Area code", "所属区域编码"],
  households: ["Households", "户数"], grid: ["Grid", "网格"], count: ["Number", "数量"],
  category: ["Category", "类别"], severity: ["Severity", "严重程度"], state: ["Step", "环节"], status: ["Status", "状态"], round: ["Round", "轮次"],
  due_at: ["Due", "时限"], found_by: ["Found by", "发现方式"], channel: ["Channel", "受理渠道"], verified: ["Mending verified", "处置已核实"],
  source_system: ["Source system", "来源系统"], source_id: ["Source number", "来源编号"], place_kind: ["Place", "场所"], position: ["Position", "位置"],
  uncertainty_m: ["Uncertainty", "不确定度"], asset_id: ["Asset", "部件"], segment_id: ["Street segment", "路段"], junction_id: ["Junction", "路口"],
  unit: ["Responsible unit", "责任单位"], handler_unit: ["Mended by", "处置单位"], verifier_unit: ["Verified by", "核实单位"], time_quality: ["Times are", "时间质量"],
  camera_id: ["Register id", "登记号"], housing_id: ["Housing", "机壳编号"], operator: ["Operator", "管理单位"], operator_kind: ["Kind of operator", "单位性质"],
  processor: ["Processor", "受托处理方"], programme: ["Programme", "项目"], purpose: ["Purpose", "用途"], contact: ["Contact", "联系方式"],
  recording: ["Recording", "录像"], live_view: ["Live viewing", "实时查看"], audio: ["Sound", "拾音"], number_plates: ["Number-plate recognition", "号牌识别"],
  face_recognition: ["Face recognition", "人脸识别"], other_biometric: ["Other biometric recognition", "其他生物识别"],
  behaviour_analysis: ["Analysis of behaviour", "行为分析"], counting: ["Counting", "计数"], thermal: ["Thermal imaging", "热成像"], functions: ["Functions", "功能"],
  sign: ["Sign on site", "现场提示标识"], sign_checked_on: ["Sign checked", "标识核查日期"], filing_no: ["Filing no.", "备案号"], filed_on: ["Filed on", "备案日期"],
  retention_days: ["Recordings kept", "录像保存"], retention_reason: ["Reason for keeping", "保存理由"], reviewed_on: ["Last review", "上次复核"],
  review_due: ["Next review", "下次复核"], dpia_ref: ["Impact assessment", "影响评估"], dpia_on: ["Assessed on", "评估日期"],
  environment: ["Surroundings", "环境"], mount: ["Mounted on", "安装方式"], in_service_since: ["In service since", "启用日期"],
  out_of_service_since: ["Out of service since", "停用日期"], removed_on: ["Removed", "拆除日期"], verified_on: ["Entry verified", "登记核验日期"],
  optics: ["Optics", "光学参数"], heading_deg: ["Heading", "朝向"], heading_spread_deg: ["Heading, give or take", "朝向误差"], pan_range_deg: ["Turns through", "转动范围"],
  hfov_deg: ["Horizontal angle", "水平视角"], vfov_deg: ["Vertical angle", "垂直视角"], tilt_deg: ["Tilt below the horizon", "俯角"], height_m: ["Height", "高度"],
  width_px: ["Picture width", "画面宽度"], height_px: ["Picture height", "画面高度"], max_range_m: ["Longest range", "最大距离"],
  px_per_m: ["Sharpness", "像素密度"], reach: ["View", "视域"], ground: ["Buildings", "建筑物遮挡"], range_m: ["Range", "距离"], area_m2: ["Area", "面积"],
  check: ["Finding", "发现"], codes: ["Grids concerned", "涉及网格"], width_m: ["Width", "宽度"], run: ["Audit run", "审计批次"],
};

const VALUES = {
  purpose: {
    traffic_flow: ["traffic flow", "交通流量"], traffic_enforcement: ["traffic enforcement", "交通执法"], parking: ["parking", "停车"],
    transport_safety: ["transport safety", "公共交通安全"], public_order: ["public order", "公共秩序"], crime_prevention: ["crime prevention", "预防违法犯罪"],
    property_protection: ["property protection", "财产保护"], access_control: ["access control", "出入管理"], crowd_safety: ["crowd safety", "人流安全"],
    fire_flood: ["fire and flood", "火情水情"], asset_condition: ["condition of assets", "设施状况"], environment: ["environment", "环境监测"],
    works_site: ["works site", "工地"], other_enforcement: ["other enforcement", "其他执法"], webcam: ["webcam", "景观"], unspecified: ["not stated", "未说明"],
  },
  operator_kind: { public: ["public body", "公共机构"], private: ["private body", "非公共机构"], mixed: ["mixed body", "混合性质"], natural_person: ["natural person (not named)", "自然人（不具名）"], unknown: ["unknown", "未知"] },
  status: {
    planned: ["planned", "拟建"], in_service: ["in service", "在用"], out_of_service: ["out of service", "停用"], removed: ["removed", "已拆除"],
    dummy: ["dummy, films nothing", "仿真，不摄录"], unknown: ["unknown", "未知"],
  },
  kind: {
    fixed: ["fixed", "固定"], ptz: ["turning, with zoom (PTZ)", "云台"], dome_fixed: ["fixed dome", "半球"], panoramic: ["panoramic", "全景"], fisheye: ["fisheye", "鱼眼"],
    mobile: ["mobile", "移动"], unknown: ["unknown", "未知"], unit: ["unit grid", "单元网格"], base: ["base grid", "基础网格"],
    comprehensive: ["comprehensive grid", "综合网格"], dedicated: ["dedicated grid", "专属网格"], micro: ["micro grid", "微网格"],
  },
  sign: { none: ["no sign", "无标识"], layer1: ["short sign", "简要标识"], full: ["full sign", "完整标识"], unknown: ["unknown", "未知"] },
  function: { no: ["not fitted", "未安装"], fitted_off: ["fitted, switched off", "已装未用"], on: ["in use", "在用"], unknown: ["unknown", "未知"] },
  state: {
    reported: ["reported", "发现上报"], accepted: ["accepted", "统一受理"], assigned: ["assigned", "指挥派遣"], answered: ["mended", "处置反馈"], verified: ["verified", "任务核实"],
    closed: ["closed", "评价归档"], suspended: ["suspended", "挂起"], refused: ["refused", "不予受理"], duplicate: ["duplicate", "重复"], void: ["void", "作废"],
  },
  severity: { low: ["low", "低"], normal: ["normal", "一般"], high: ["high", "高"], critical: ["critical", "紧急"] },
  environment: { outdoor_public: ["outdoors, public", "室外公共"], outdoor_private: ["outdoors, private", "室外非公共"], indoor: ["indoors", "室内"], unknown: ["unknown", "未知"] },
  mount: {
    pole: ["pole", "立杆"], wall: ["wall", "壁装"], ceiling: ["ceiling", "吊装"], street_lamp: ["street lamp", "灯杆"], signal: ["signal mast", "信号杆"],
    roof: ["roof", "屋顶"], other: ["something else", "其他"], unknown: ["unknown", "未知"],
  },
  place_kind: {
    street: ["street", "街道"], square: ["square", "广场"], park: ["park", "公园"], car_park: ["car park", "停车场"], bridge_tunnel: ["bridge or tunnel", "桥梁隧道"],
    hub: ["transport hub", "交通枢纽"], shop: ["shop", "商铺"], building: ["building or its grounds", "建筑物及院落"], other: ["elsewhere", "其他"], unknown: ["unknown", "未知"],
    forbidden_interior: ["interior where filming is forbidden", "禁止摄录的室内场所"],
  },
  position: {
    asset: ["at an asset", "部件处"], segment: ["on a street segment", "路段上"], junction: ["at a junction", "路口"], rounded: ["rounded to about 10 m", "取整至约 10 米"],
    area: ["of a whole area", "整个区域"], none: ["no place is known", "位置未知"],
  },
  found_by: { resident: ["resident", "居民"], patrol: ["patrol", "巡查"], sensor: ["sensor", "传感器"], works: ["works", "施工"], unknown: ["unknown", "未知"] },
  channel: {
    phone: ["telephone", "电话"], web: ["web page", "网页"], app: ["app", "手机应用"], counter: ["counter", "窗口"], letter: ["letter", "信件"], patrol: ["patrol", "巡查"],
    sensor: ["sensor", "传感器"], works: ["works", "施工"], internal: ["internal", "内部"],
  },
  time_quality: { exact: ["exact", "准确"], day: ["to the day", "精确到日"], imputed: ["imputed", "推定"], suspect: ["doubtful", "存疑"] },
  optics: { documented: ["documented", "有记录"], partly: ["partly documented", "部分有记录"], unknown: ["unknown", "未知"] },
  quality: { measured: ["measured", "实测"], derived: ["derived", "推算"], defaulted: ["assumed", "假定"], unknown: ["unknown", "未知"] },
  class: { hot: ["more than chance explains", "显著偏多"], cold: ["fewer than chance explains", "显著偏少"], none: ["within what chance explains", "在随机范围内"], masked: ["not tested", "未检验"] },
  method: { excess: ["exact Poisson excess", "泊松精确检验"], "gi-star": ["Getis-Ord Gi*", "Getis-Ord Gi*"] },
  reach: { instantaneous: ["what it sees at one time", "同一时刻可见"], reachable: ["what it can turn to", "转动可及"] },
  ground: { free: ["not considered", "未考虑"], footprints_cut: ["footprints cut out", "已扣除建筑物占地"], occluded: ["hidden ground cut out", "已扣除遮挡部分"] },
  level: {
    country: ["country", "国家"], province: ["province", "省级"], prefecture: ["prefecture", "地级"], state: ["state", "州"], city: ["city", "城市"], county: ["county", "县级"],
    district: ["district", "区"], borough: ["borough", "行政区"], town: ["town", "乡镇街道"], street: ["street office", "街道"], township: ["township", "乡"],
    subdistrict: ["subdistrict", "街道"], village: ["village or community", "村（社区）"], community: ["community", "社区"], neighbourhood: ["neighbourhood", "居民区"], ward: ["ward", "选区"],
  },
  check: {
    "gap-hole": ["Gap", "缺口"], "gap-sliver": ["Thin gap", "狭缝"], overlap: ["Overlap", "重叠"], duplicate: ["Same shape twice", "图形重复"],
    outside: ["Outside the area", "超出区域"], invalid: ["Faulty shape", "图形无效"], "repeated-code": ["Code used twice", "编码重复"], sliver: ["Thin part", "狭长部分"],
    "unmatched-vertex": ["Border point on one side only", "边界点不匹配"], multipart: ["Several parts", "多部分"], hole: ["Hole", "孔洞"], order: ["Order of numbers", "编号次序"], size: ["Unusual size", "面积异常"],
  },
  check_means: {
    "gap-hole": ["Ground of the area that lies in no grid: nobody answers for it.", "区域内不属于任何网格的地面，无人负责。"],
    "gap-sliver": ["A strip of ground between borders that lies in no grid, thinner than a metre.", "边界之间不属于任何网格的狭缝，宽度不足一米。"],
    overlap: ["Ground that lies in two grids at once.", "同时属于两个网格的地面。"],
    duplicate: ["The same shape stands under another code too.", "同一图形另有其他编码。"],
    outside: ["Ground of a grid that lies outside the area that the grids should fill.", "网格超出应覆盖区域的部分。"],
    invalid: ["The shape crosses itself, is empty or has no area. No other check could use it.", "图形自相交、为空或没有面积，其他检查未包括它。"],
    "repeated-code": ["Several grids of the day carry the same code.", "当日有多个网格使用同一编码。"],
    sliver: ["A part of the grid that is thinner than a metre.", "网格中宽度不足一米的部分。"],
    "unmatched-vertex": ["One grid's border has a corner here and its neighbour's has none: no gap now, but one opens when maps are converted or simplified.", "一个网格的边界在此有拐点而相邻网格没有：目前没有缝隙，但转换或简化后会出现。"],
  },
};

/** What a field is called; an unknown one by its own name with spaces. */
export function fieldName(key) {
  return FIELDS[key] ? ofPair(FIELDS[key]) : key.replaceAll("_", " ");
}

/** A word of a closed list in the reader's language; a word that the list does not have as it is. */
export function word(list, value) {
  const pair = VALUES[list]?.[value];
  return pair ? ofPair(pair) : String(value);
}

/** Words for which a closed list has names. */
export function knownWords(list) {
  return Object.keys(VALUES[list] ?? {});
}

/** Whether a value says nothing: absent, empty, or no entry of a list. */
export function isAbsent(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A value as text: closed lists in the reader's language, numbers with their unit, times in the zone; "not on record" for none. */
export function valueText(key, value) {
  if (isAbsent(value)) return say("not_on_record");
  if (key === "purpose" && typeof value === "string" && value.includes(", ")) return valueText(key, value.split(", "));
  if (Array.isArray(value)) return value.map((item) => valueText(key, item)).join(say("list_comma"));
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (typeof value === "number") return key === "share" ? shareText(value) : key === "p" ? chanceText(value) : measureText(key, value);
  if (isMoment(value)) return key.endsWith("_at") ? timeText(value) : dayText(value);
  return word(key, value);
}
