// The page's own words in English and Chinese, and how numbers and days are written.

const WORDS = {
  layers: ["Layers", "图层"],
  figure: ["Colour of the grids", "网格着色"],
  legend: ["Legend", "图例"],
  plain: ["No colour", "不着色"],
  hotspots: ["Hotspots of incidents", "事件热点"],
  coverage: ["Public space under view", "公共空间被摄范围"],
  service: ["City service", "城市服务"],
  register: ["Camera register", "摄像头登记"],
  areas: ["Areas", "行政区域"],
  grids: ["Grids", "网格"],
  streets: ["Streets", "道路"],
  buildings: ["Buildings", "建筑物"],
  incidents: ["Incidents", "事件"],
  cameras: ["Cameras", "摄像头"],
  views: ["Views of cameras", "摄像头视域"],
  show_panel: ["Show or hide the panel", "显示或隐藏面板"],
  zoom_in: ["Zoom in", "放大"],
  zoom_out: ["Zoom out", "缩小"],
  whole_city: ["Whole extent", "全图"],
  full_screen: ["Full screen", "全屏"],
  close: ["Close", "关闭"],
  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  loading: ["Loading …", "正在加载……"],
  from_zoom: ["shown when you zoom in", "放大后显示"],
  no_coverage_run: ["No coverage run yet. Make one with: gridmap audit coverage", "尚无覆盖计算。请运行：gridmap audit coverage"],
  no_hotspot_run: ["No hotspot run yet. Make one with: gridmap hotspots", "尚无热点计算。请运行：gridmap hotspots"],
  coverage_means: [
    "Share of public space under view by cameras with documented optics, at {px} pixels per metre or sharper, on {day}. A lower bound.",
    "{day} 由光学参数有记录的摄像头以每米 {px} 像素或更高密度拍摄到的公共空间比例（下限）。",
  ],
  coverage_unknown: [
    "Cameras whose view is unknown: {n}. They are not in the share. Documented: {documented}.",
    "视域未知的摄像头：{n} 个，未计入比例。有记录的：{documented} 个。",
  ],
  coverage_absent: ["not computed", "未计算"],
  hotspots_means: [
    "Grids with more or fewer incidents than their surroundings explain, {from} up to but not including {to}. Method: {method}; false-discovery rate {rate}.",
    "{from} 至 {to}（不含）事件显著偏多或偏少的网格。方法：{method}；错误发现率 {rate}。",
  ],
  hotspots_caution: [
    "Reports are not events: places report at different rates.",
    "上报不等于发生：各地上报率不同。",
  ],
  hot: ["more than expected", "显著偏多"],
  cold: ["fewer than expected", "显著偏少"],
  none: ["not significant", "不显著"],
  masked: ["not tested", "未检验"],
  cluster: ["{n} together", "{n} 个聚合"],
  thinned: ["An even sample: {drawn} of {all} are drawn.", "均匀抽样：绘出 {all} 个中的 {drawn} 个。"],
  direction: ["stated direction", "登记朝向"],
  documented: ["optics documented", "光学参数有记录"],
  partly: ["optics partly documented", "光学参数部分记录"],
  unknown: ["view unknown", "视域未知"],
  not_in_service: ["not in service", "非在用"],
  low: ["low", "低"],
  normal: ["normal", "一般"],
  high: ["high", "高"],
  critical: ["critical", "紧急"],
  done: ["closed", "已结"],
  density: ["{from} px/m or sharper", "≥ {from} 像素/米"],
  service_card: ["Service card", "服务卡"],
  register_card: ["Register card", "登记卡"],
  camera_card: ["Camera", "摄像头"],
  incident_card: ["Incident", "事件"],
  area_card: ["Area", "行政区域"],
  grid: ["Grid", "网格"],
  no_incidents: ["No incident is on record in this grid for the period.", "本网格在该时段没有事件记录。"],
  no_cameras: [
    "No camera with documented optics is known to see this grid's public space. This is a lower bound: it does not say that nothing films here.",
    "没有光学参数有记录的摄像头被确认拍摄到本网格的公共空间。这是下限，并不表示此处无人拍摄。",
  ],
  who_films: ["Who films here", "谁在此处拍摄"],
  share_line: ["of public space under view (lower bound)", "公共空间被摄（下限）"],
  unknown_line: ["cameras with unknown view: {n}", "视域未知的摄像头：{n} 个"],
  count_line: ["incidents in the period", "时段内事件"],
  cameras_line: ["cameras with documented optics that see it", "拍摄到它的有记录摄像头"],
  cameras_listed: ["Cameras that stand here", "位于此处的摄像头"],
  incidents_drawn: ["Incidents drawn here", "此处所绘事件"],
  by_category: ["By category", "按类别"],
  by_severity: ["By severity", "按严重程度"],
  by_state: ["By step", "按环节"],
  more_rows: ["and {n} more", "另有 {n} 项"],
  nothing_else: ["Nothing more is on record.", "没有更多记录。"],
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

export function isKnownWord(key) {
  return Object.hasOwn(WORDS, key);
}

export function numberText(value, digits) {
  return new Intl.NumberFormat(LOCALES[current.language], { maximumFractionDigits: digits ?? 2 }).format(value);
}

/** 0.183 → 18.3 %. */
export function shareText(share) {
  return new Intl.NumberFormat(LOCALES[current.language], { style: "percent", maximumFractionDigits: 1 }).format(share);
}
