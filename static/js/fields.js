// Names of fields and of the values of closed lists, in English and Chinese, for rows of cards.

import { isKnownWord, numberText, ofPair, say, shareText } from "./words.js";

const FIELDS = {
  code: ["Code", "编码"], name: ["Name", "名称"], kind: ["Kind", "类型"], level: ["Level", "级别"], area: ["Area", "所属区域"],
  area_code: ["Area code", "区域编码"], area_name: ["Area", "所属区域"], households: ["Households", "户数"], area_m2: ["Size, m²", "面积（平方米）"],
  valid_from: ["Valid from", "生效日期"], valid_to: ["Valid to", "失效日期"], parent: ["Parent", "上级"],
  count: ["Incidents", "事件数"], incidents: ["Incidents", "事件"], total: ["Total", "总数"], open: ["Open", "未结"], overdue: ["Overdue", "超期"],
  closed: ["Closed", "已结"], class: ["Class", "类别"], p: ["p", "p 值"], z: ["z", "z 值"], expected: ["Expected", "期望值"], method: ["Method", "方法"],
  hotspot: ["Hotspot", "热点"], hotspots: ["Hotspots", "热点"], period: ["Period", "时段"], from: ["From", "自"], to: ["To", "至（不含）"],
  by_category: ["By category", "按类别"], by_class: ["By class", "按大类"], by_severity: ["By severity", "按严重程度"], by_state: ["By step", "按环节"],
  category: ["Category", "类别"], severity: ["Severity", "严重程度"], state: ["Step", "环节"], status: ["Status", "状态"],
  reported_at: ["Reported", "上报时间"], accepted_at: ["Accepted", "受理时间"], assigned_at: ["Assigned", "派遣时间"], answered_at: ["Answered", "反馈时间"],
  verified_at: ["Verified", "核实时间"], closed_at: ["Closed", "办结时间"], due_at: ["Due", "时限"], found_by: ["Found by", "发现方式"], channel: ["Channel", "渠道"],
  source_system: ["Source", "来源系统"], source_id: ["Source id", "来源编号"], location_kind: ["Position is of", "位置类型"],
  match_level: ["Matched to", "匹配层级"], uncertainty_m: ["Uncertainty, m", "不确定度（米）"], grid_code: ["Grid", "网格"], asset_id: ["Asset", "部件"],
  unit: ["Unit", "单位"], unit_id: ["Unit", "单位"], round: ["Round", "轮次"],
  coverage: ["Coverage", "覆盖"], drawn: ["Drawn on this map", "本图所绘"], share: ["Under view (lower bound)", "被摄比例（下限）"], cameras: ["Cameras", "摄像头"], unknown_views: ["Unknown views", "视域未知"],
  public_space_m2: ["Public space, m²", "公共空间（平方米）"], viewed_m2: ["Under view, m²", "被摄面积（平方米）"], px_per_m: ["Pixels per metre", "像素/米"], day: ["Day", "日期"],
  camera_id: ["Register id", "登记号"], housing_id: ["Housing", "机壳"], operator: ["Operator", "管理单位"], operator_kind: ["Operator is", "单位性质"],
  processor: ["Processor", "受托处理方"], programme: ["Programme", "项目"], purpose: ["Purpose", "用途"], legal_regime: ["Legal regime", "法律体系"],
  legal_basis: ["Legal basis", "法律依据"], basis_ref: ["Reference", "依据条款"], recording: ["Recording", "录像"], live_view: ["Live view", "实时查看"],
  audio: ["Audio", "拾音"], number_plates: ["Number plates", "号牌识别"], face_recognition: ["Face recognition", "人脸识别"],
  other_biometric: ["Other biometric", "其他生物识别"], behaviour_analysis: ["Behaviour analysis", "行为分析"], counting: ["Counting", "计数"], thermal: ["Thermal", "热成像"],
  functions: ["Functions", "功能"], authorisation_no: ["Authorisation no.", "许可号"], authorisation_by: ["Authorised by", "许可机关"],
  authorisation_on: ["Authorised on", "许可日期"], authorisation_until: ["Authorised until", "许可期限"], filing_no: ["Filing no.", "备案号"], filed_on: ["Filed on", "备案日期"],
  sign: ["Sign", "提示标识"], sign_checked_on: ["Sign checked", "标识核查日期"], retention_days: ["Retention, days", "保存天数"], retention_reason: ["Reason", "保存理由"],
  reviewed_on: ["Reviewed", "复核日期"], review_due: ["Review due", "复核期限"], dpia_ref: ["Impact assessment", "影响评估"], dpia_on: ["Assessed on", "评估日期"],
  contact: ["Contact", "联系方式"], place_kind: ["Place", "场所"], environment: ["Environment", "环境"], mount: ["Mount", "安装方式"],
  heading_deg: ["Heading, °", "朝向（度）"], pan_range_deg: ["Pan range, °", "转动范围（度）"], hfov_deg: ["Horizontal angle, °", "水平视角（度）"],
  vfov_deg: ["Vertical angle, °", "垂直视角（度）"], tilt_deg: ["Tilt, °", "俯角（度）"], height_m: ["Height, m", "高度（米）"], width_px: ["Width, px", "像素宽"],
  height_px: ["Height, px", "像素高"], max_range_m: ["Longest range, m", "最大距离（米）"], optics: ["Optics", "光学参数"],
  in_service_since: ["In service since", "启用日期"], out_of_service_since: ["Out of service since", "停用日期"], removed_on: ["Removed", "拆除日期"],
  in_service: ["In service", "在用"], not_in_service: ["Not in service", "非在用"], documented_optics: ["With documented optics", "光学参数有记录"],
  without_sign_told: ["No sign, or unknown", "无标识或未知"], review_overdue: ["Review overdue", "复核逾期"], purpose_unspecified: ["Purpose not stated", "用途未说明"],
  grid_m2: ["Grid, m²", "网格面积（平方米）"], public_m2: ["Public space, m²", "公共空间（平方米）"], seen_m2: ["Under view, m²", "被摄面积（平方米）"], run: ["Run", "运行编号"],
  geometry_quality: ["Quality of optics", "参数质量"], classes: ["By class", "按大类"], states: ["By step", "按环节"], by_month: ["By month", "按月"],
  heading: ["Heading", "朝向"], hfov: ["Horizontal angle", "水平视角"], vfov: ["Vertical angle", "垂直视角"], tilt: ["Tilt", "俯角"], height: ["Height", "高度"],
  width: ["Resolution", "分辨率"], max_range: ["Longest range", "最大距离"], pan_range: ["Pan range", "转动范围"], position: ["Position", "位置"],
  verified_on: ["Verified", "核验日期"], use: ["Use", "用途"], operators: ["Operators", "管理单位"], findings: ["Findings", "审计发现"], n: ["Number", "数量"],
};

const VALUES = {
  purpose: {
    traffic_flow: ["traffic flow", "交通流量"], traffic_enforcement: ["traffic enforcement", "交通执法"], parking: ["parking", "停车"],
    transport_safety: ["transport safety", "公共交通安全"], public_order: ["public order", "公共秩序"], crime_prevention: ["crime prevention", "预防违法犯罪"],
    property_protection: ["property protection", "财产保护"], access_control: ["access control", "出入管理"], crowd_safety: ["crowd safety", "人流安全"],
    fire_flood: ["fire and flood", "火情水情"], asset_condition: ["condition of assets", "设施状况"], environment: ["environment", "环境监测"],
    works_site: ["works site", "工地"], other_enforcement: ["other enforcement", "其他执法"], webcam: ["webcam", "景观"], unspecified: ["not stated", "未说明"],
  },
  operator_kind: { public: ["public body", "公共机构"], private: ["company", "企业"], mixed: ["mixed", "混合"], unknown: ["unknown", "未知"] },
  status: { planned: ["planned", "拟建"], in_service: ["in service", "在用"], out_of_service: ["out of service", "停用"], removed: ["removed", "拆除"], dummy: ["dummy", "仿真"] },
  kind: {
    fixed: ["fixed", "固定"], ptz: ["pan-tilt-zoom", "云台"], dome_fixed: ["fixed dome", "半球"], panoramic: ["panoramic", "全景"], fisheye: ["fisheye", "鱼眼"],
    mobile: ["mobile", "移动"], unit: ["unit grid", "单元网格"], base: ["base grid", "基础网格"], comprehensive: ["comprehensive", "综合网格"], dedicated: ["dedicated", "专属网格"], micro: ["micro", "微网格"],
  },
  sign: { none: ["none", "无"], layer1: ["short sign", "简要标识"], full: ["full", "完整"], unknown: ["unknown", "未知"] },
  state: {
    reported: ["reported", "发现上报"], accepted: ["accepted", "统一受理"], assigned: ["assigned", "指挥派遣"], answered: ["answered", "处置反馈"], verified: ["verified", "任务核实"],
    closed: ["closed", "评价归档"], suspended: ["suspended", "挂起"], refused: ["refused", "不予受理"], duplicate: ["duplicate", "重复"], void: ["void", "作废"],
  },
  environment: { outdoor_public: ["outdoors, public", "室外公共"], outdoor_private: ["outdoors, private", "室外非公共"], indoor: ["indoors", "室内"] },
  mount: {
    pole: ["pole", "立杆"], wall: ["wall", "壁装"], ceiling: ["ceiling", "吊装"], street_lamp: ["street lamp", "灯杆"], signal: ["signal mast", "信号杆"],
    roof: ["roof", "屋顶"], other: ["other", "其他"],
  },
  place_kind: {
    street: ["street", "街道"], square: ["square", "广场"], park: ["park", "公园"], car_park: ["car park", "停车场"], bridge_tunnel: ["bridge or tunnel", "桥梁隧道"],
    hub: ["transport hub", "交通枢纽"], shop: ["shop", "商铺"], building: ["building", "建筑物"], other: ["other", "其他"],
  },
  location_kind: { asset: ["asset", "部件"], segment: ["street segment", "路段"], junction: ["junction", "路口"], area: ["area", "区域"] },
  use: { dwelling: ["dwellings", "住宅"], other: ["other", "其他"], unknown: ["unknown", "未知"] },
  found_by: { resident: ["resident", "居民"], patrol: ["patrol", "巡查"], sensor: ["sensor", "传感器"], works: ["works", "施工"] },
  optics: { documented: ["documented", "有记录"], partly: ["partly documented", "部分记录"], unknown: ["unknown", "未知"] },
  class: { hot: ["more than expected", "显著偏多"], cold: ["fewer than expected", "显著偏少"], none: ["not significant", "不显著"], masked: ["not tested", "未检验"] },
};
const QUALITIES = { measured: ["measured", "实测"], derived: ["derived", "推算"], defaulted: ["assumed", "默认值"], unknown: ["unknown", "未知"] };
const FUNCTION_STATES = { no: ["no", "无"], fitted_off: ["fitted, off", "已装未启用"], on: ["on", "启用"], unknown: ["unknown", "未知"] };

/** What a field is called; an unknown one by its own name with spaces. */
export function fieldName(key) {
  if (FIELDS[key]) return ofPair(FIELDS[key]);
  return isKnownWord(key) ? say(key) : key.replaceAll("_", " ");
}

const RANKS = new Map(Object.keys(FIELDS).map((key, index) => [key, index]));

/** Place of a field in a card: that of the table above, unknown ones last. */
export function fieldRank(key) {
  return RANKS.get(key) ?? RANKS.size;
}

/** A value as text; closed lists in the reader's language, shares as percent, null as an em dash. */
export function valueText(key, value) {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return value.length ? value.map((item) => valueText(key, item)).join(", ") : "—";
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  if (typeof value === "number") return key === "share" ? shareText(value) : numberText(value, key === "p" ? 4 : 2);
  const closed = VALUES[key]?.[value] ?? FUNCTION_STATES[value] ?? QUALITIES[value];
  if (closed) return ofPair(closed);
  return key === "severity" && isKnownWord(value) ? say(value) : timeText(key, value);
}

function timeText(key, value) {
  return key.endsWith("_at") && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? value.slice(0, 16).replace("T", " ") : value;
}
