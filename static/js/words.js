// The page's own words in English and Chinese, and how numbers and days are written.

import { element } from "./dom.js";

const WORDS = {
  layers: ["Layers", "图层"],
  figure: ["Colour of the grids", "网格着色"],
  legend: ["Legend", "图例"],
  plain: ["No colour", "不着色"],
  hotspots: ["Hotspots of incidents", "事件热点"],
  coverage: ["Public space under view", "被拍摄的公共空间"],
  ground: ["Ground", "基础图层"],
  service: ["City service", "城市服务"],
  register: ["Camera register", "摄像头登记"],
  areas: ["Areas", "行政区域"],
  grids: ["Grids", "网格"],
  streets: ["Streets", "道路"],
  buildings: ["Buildings", "建筑物"],
  tiling: ["Gaps and overlaps of grids", "网格缺口与重叠"],
  incidents: ["Incidents", "事件"],
  cameras: ["Cameras", "摄像头"],
  views: ["Camera views", "摄像头视域"],
  show_panel: ["Show or hide the panel", "显示或隐藏面板"],
  language: ["Language", "语言"],
  map: ["Map. Arrow keys move it, plus and minus zoom, Enter opens what is in the middle.", "地图。方向键移动，加减键缩放，回车键打开中心处的对象。"],
  place_card: ["Who films this place?", "谁在拍摄此处？"],
  public_map: ["Map. Arrow keys move it, plus and minus zoom, Enter asks who films the place in the middle.", "地图。方向键移动，加减键缩放，回车键查询谁在拍摄中心处。"],
  public_how_far: ["Find your place: click to come nearer.", "寻找地点：点击地图放大。"],
  public_how_near: ["Click a place, and the register says who films it.", "点击某处，即可查看登记中谁在拍摄该处。"],
  public_caution: ["Cameras that are not in the register are not in any answer. Questions are counted, not kept.", "未登记的摄像头不会出现在回答中。提问只计次数，不予保留。"],
  public_by_coordinates: ["Ask by coordinates", "按坐标查询"],
  public_about: ["What this register is", "关于本登记"],
  public_as_page: ["This answer as a page", "以网页形式查看"],
  north: ["N", "北"],
  south: ["S", "南"],
  east: ["E", "东"],
  west: ["W", "西"],
  error_too_many: ["Too many questions at once; try again in a little while.", "提问过于频繁，请稍后再试。"],
  zoom_in: ["Zoom in", "放大"],
  zoom_out: ["Zoom out", "缩小"],
  whole_city: ["Whole extent", "全图"],
  full_screen: ["Full screen", "全屏"],
  close: ["Close", "关闭"],
  close_hint: ["Close (Esc)", "关闭（Esc）"],
  copy: ["Copy the code", "复制编码"],
  copied: ["Copied", "已复制"],
  loading: ["Loading …", "正在加载……"],
  from_zoom: ["shown when you zoom in", "放大后显示"],
  no_coverage_run: ["Not audited yet: run `gridmap audit coverage`.", "尚未审计：请运行 `gridmap audit coverage`。"],
  no_hotspot_run: ["Not computed yet: run `gridmap hotspots`.", "尚未计算：请运行 `gridmap hotspots`。"],
  no_tiling_run: ["Not audited yet: run `gridmap audit grids`.", "尚未审计：请运行 `gridmap audit grids`。"],
  whole_city_only: ["For accounts of the whole city: a finding lies between grids.", "仅限全市账户：审计发现位于网格之间。"],
  coverage_means: [
    "Share of each grid's public space that cameras with documented optics film at {px} or sharper, on {day}. A lower bound.",
    "{day} 光学参数有记录的摄像头以 {px} 或更高密度拍摄到的公共空间比例（下限）。",
  ],
  coverage_unknown: [
    "Cameras whose view is unknown: {n}. They are not in the share. Documented: {documented}.",
    "视域未知的摄像头：{n} 个，未计入比例。有记录的：{documented} 个。",
  ],
  coverage_waits: [
    "Something changed since, and these figures do not hold it yet. After a large load run `gridmap audit coverage`.",
    "此后有变更尚未计入。大批导入后请运行 `gridmap audit coverage`。",
  ],
  coverage_absent: ["not computed", "未计算"],
  coverage_not_in_run: ["This grid was not in the newest audit.", "最近一次审计不包括本网格。"],
  hotspots_means: [
    "Grids with more or fewer incidents than chance explains, {from} up to but not including {to}. Method: {method}; false-discovery rate {rate}.",
    "{from} 至 {to}（不含）事件显著偏多或偏少的网格。方法：{method}；错误发现率 {rate}。",
  ],
  hotspots_caution: [
    "Reports are not events: places report at different rates.",
    "上报不等于发生：各地上报率不同。",
  ],
  hotspot_counted: ["Incidents counted in the period: {n}", "时段内计得事件：{n} 件"],
  hotspot_with_neighbours: ["With its neighbours: counted, expected", "含相邻网格：计得 / 期望"],
  hotspot_chance: ["Probability by chance", "随机出现的概率"],
  hotspot_absent: ["This grid was not in the newest run.", "最近一次计算不包括本网格。"],
  tiling_of: ["Tiling audit of ", "网格划分审计日期："],
  tiling_means: ["Tiling audit of {day}, {kind}. Gaps {gaps} and overlaps {overlaps} of the area. Nothing is mended: borders were signed.", "{day} 网格划分审计，{kind}。缺口占 {gaps}，重叠占 {overlaps}。边界经签署，不自动修改。"],
  tiling_complete: ["The grids fill the area completely.", "网格完整覆盖区域。"],
  tiling_incomplete: ["The grids do not fill the area exactly.", "网格未能完整覆盖区域。"],
  tiling_none: ["Nothing was found.", "未发现问题。"],
  tiling_kept: ["At most {n} of each kind are drawn, the largest first.", "每类最多绘出 {n} 个，按大小优先。"],
  family_gap: ["Gap: ground in no grid", "缺口：不属于任何网格"],
  family_overlap: ["Overlap: ground in two grids", "重叠：属于两个网格"],
  family_outside: ["Outside the area", "超出区域"],
  family_form: ["Faulty or thin shape, code used twice", "图形无效或狭长、编码重复"],
  family_vertex: ["Border point on one side only", "边界点不匹配"],
  nothing_mended: ["Borders were signed by somebody, so nothing is mended here.", "边界经签署，此处不自动修改。"],
  no_grid_concerned: ["No grid is concerned.", "不涉及网格。"],
  show_grid: ["Show the cards of this grid", "显示该网格的卡片"],
  hot: ["more than chance explains", "显著偏多"],
  cold: ["fewer than chance explains", "显著偏少"],
  none: ["within what chance explains", "在随机范围内"],
  masked: ["not tested", "未检验"],
  cluster: ["{n} together", "{n} 个聚合"],
  thinned: ["An even sample: {drawn} of {all} are drawn.", "均匀抽样：绘出 {all} 个中的 {drawn} 个。"],
  direction: ["stated direction", "登记朝向"],
  documented: ["optics documented", "光学参数有记录"],
  partly: ["optics partly documented", "光学参数部分记录"],
  unknown: ["view unknown", "视域未知"],
  not_in_service: ["not in service, or not known", "非在用或状态未知"],
  done: ["closed", "已结"],
  density: ["{from} or sharper", "≥ {from}"],
  service_card: ["City service", "城市服务"],
  register_card: ["Camera register", "摄像头登记"],
  camera_card: ["Camera", "摄像头"],
  view_card: ["View of a camera", "摄像头视域"],
  incident_card: ["Incident", "事件"],
  tiling_card: ["Finding of the tiling audit", "网格划分审计发现"],
  area_card: ["Area", "行政区域"],
  in_area: ["area {code}", "区域 {code}"],
  households_line: ["{n} households", "{n} 户"],
  incident_on_record: ["incident on record", "件事件记录"],
  incidents_on_record: ["incidents on record", "件事件记录"],
  incidents_drawn: ["incidents drawn here", "件本图所绘事件"],
  reported_between: ["Reported ", "上报时间："],
  open_line: ["Not yet closed: {n}", "未结：{n} 件"],
  overdue_line: ["overdue: {n}", "超期：{n} 件"],
  overdue: ["overdue", "已超期"],
  by_class: ["What was reported", "按大类"],
  period: ["Period", "时段"],
  method: ["Method", "方法"],
  not_included: ["(not included)", "（不含）"],
  no_incidents: ["No incident is on record in this grid.", "本网格没有事件记录。"],
  no_cameras: [
    "No camera with documented optics is known to see this grid's public space. This is a lower bound: it does not say that nothing films here.",
    "没有光学参数有记录的摄像头被确认拍摄到本网格的公共空间。这是下限，并不表示此处无人拍摄。",
  ],
  share_line: ["of public space under view (lower bound)", "公共空间被拍摄（下限）"],
  seen_of_public: ["{seen} of {all} of public space", "公共空间 {all}，其中 {seen} 被拍摄"],
  cameras_line: ["Cameras with documented optics that see it: {n}", "拍摄到此处且光学参数有记录的摄像头：{n} 个"],
  unknown_line: ["Cameras with unknown view: {n}", "视域未知的摄像头：{n} 个"],
  count_line: ["Incidents in the period: {n}", "时段内事件：{n} 件"],
  audited: ["At {px} or sharper, audited for ", "密度不低于 {px}，审计日期："],
  stand_here: ["Cameras that stand here", "位于此处的摄像头"],
  none_stand_here: ["The register has no camera that stands in this grid.", "登记中没有位于本网格的摄像头。"],
  in_service: ["In service", "在用"],
  not_in_service_or_unknown: ["Not in service, or not known", "非在用或状态未知"],
  documented_optics: ["In service, optics documented", "在用且光学参数有记录"],
  without_sign_told: ["No sign, or not known", "无标识或未知"],
  review_overdue: ["Review overdue", "复核逾期"],
  purpose_unspecified: ["Purpose not stated", "用途未说明"],
  nothing_lacking: ["Each in service has a sign, a purpose, and no overdue review.", "在用摄像头均有标识和用途，无复核逾期。"],
  column_name: ["Camera", "摄像头"],
  column_purpose: ["Purpose", "用途"],
  column_optics: ["Optics", "光学参数"],
  more_rows: ["and {n} more", "另有 {n} 项"],
  who_answers: ["Who answers for it, and what for", "责任与用途"],
  openness: ["Notice, keeping, review", "告知、保存与复核"],
  functions_of_it: ["What it does", "功能"],
  state_and_place: ["State and place", "状态与位置"],
  view_of_it: ["What it sees", "视域参数"],
  loop: ["The loop", "处置流程"],
  place: ["Place", "位置"],
  origin: ["Where it came from", "来源"],
  severity_line: ["severity: {word}", "严重程度：{word}"],
  no_time: ["no time on record", "无时间记录"],
  times_in: ["Times are those of {zone}.", "时间按 {zone} 时区显示。"],
  ambiguous: ["The source's word may mean another category too; the less severe one is taken.", "来源用词可能对应多个类别，此处取较轻者。"],
  not_on_record: ["not on record", "无记录"],
  nothing_recorded: ["nothing is recorded", "不录像"],
  building_not_told: [
    "Of cameras on buildings the name, the housing and the reason for keeping are not told: some of the buildings are sensitive places.",
    "建筑物上的摄像头不公布名称、机壳编号和保存理由：其中部分建筑物属于敏感场所。",
  ],
  also_not_on_record: ["Not on record: {fields}.", "无记录：{fields}。"],
  unknown_number: ["unknown", "未知"],
  not_known: ["unknown", "未知"],
  partial_entry: ["This file holds only part of the entry.", "本文件只含部分登记内容。"],
  nothing_else: ["Nothing more is on record.", "没有更多记录。"],
  list_comma: [", ", "、"],
  error_title: ["This could not be loaded", "无法加载"],
  error_offline: ["The server did not answer. Check the connection and try again.", "服务器没有响应，请检查连接后重试。"],
  error_sign_in: ["You are signed out. Open the printed link again or sign in.", "您已退出登录，请重新打开启动链接或登录。"],
  error_not_allowed: ["Your account does not show this.", "您的账户无权查看此内容。"],
  error_missing: ["It is not there any more, or not in your area.", "已不存在，或不在您的辖区。"],
  error_tiles: ["Part of the map could not be loaded.", "部分地图未能加载。"],
  no_webgl: ["This browser cannot draw the map (WebGL 2 is off or missing).", "此浏览器无法绘制地图（WebGL 2 未启用）。"],
  try_again: ["Try again", "重试"],
  sign_in: ["Sign in", "登录"],
  hint: ["Click a grid, a camera or an incident.", "点击网格、摄像头或事件。"],
  licences: ["Software licences", "软件许可"],
  version: ["gridmap {version}", "gridmap {version}"],
  made_at: ["Written {time}", "生成于 {time}"],
  yes: ["yes", "是"],
  no: ["no", "否"],
};

const LOCALES = { en: "en-GB", zh: "zh-CN" };
const KEPT = "gridmap.language";
const current = { language: "en" };

/** Take the language that the reader chose before, else the page's. */
export function startLanguage(preset) {
  current.language = preset;
  try {
    const kept = window.localStorage.getItem(KEPT);
    if (kept === "en" || kept === "zh") current.language = kept;
  } catch {
    // a file without storage: the page's own language stays
  }
  document.documentElement.lang = LOCALES[current.language];
}

/** Change the language and remember it. */
export function setLanguage(chosen) {
  current.language = chosen;
  document.documentElement.lang = LOCALES[chosen];
  try {
    window.localStorage.setItem(KEPT, chosen);
  } catch {
    // not remembered
  }
}

export function language() {
  return current.language;
}

/** Of a pair [English, Chinese] the one to show. */
export function ofPair(pair) {
  return pair[current.language === "zh" ? 1 : 0];
}

/** The words for a key with {names} filled in; values are shown as they are. */
export function say(key, values) {
  const text = WORDS[key] ? ofPair(WORDS[key]) : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
}

/** The words with what stands between backquotes as code: nodes for a parent's children. */
export function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

/** BCP 47 tag of the reader's language, for Intl. */
export function locale() {
  return LOCALES[current.language];
}

export function numberText(value, digits) {
  return new Intl.NumberFormat(LOCALES[current.language], { maximumFractionDigits: digits ?? 2 }).format(value);
}

/** 0.000123 → 0.0123 %. */
export function fineShareText(share) {
  return new Intl.NumberFormat(LOCALES[current.language], { style: "percent", maximumSignificantDigits: 3, maximumFractionDigits: 4, roundingPriority: "lessPrecision" }).format(share);
}

/** 0.183 → 18.3 %. */
export function shareText(share) {
  return new Intl.NumberFormat(LOCALES[current.language], { style: "percent", maximumFractionDigits: 1 }).format(share);
}
