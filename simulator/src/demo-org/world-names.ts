import type { NameMess } from "./mess.ts";

/** Deal names as they are really typed: other scripts, pasted markup, stray marks. */
export const WORLD_NAMES: Partial<Record<NameMess, readonly string[]>> = {
  placeholder: ["test", "xxx", "TBD", "Test deal – ignore", "asdf", "New Deal 1", "dummy"],
  html_entity: [
    "R&amp;D landing zone, phase 2",
    "Procurement &amp; Finance copilot",
    "SIEM rollout &lt;pilot&gt;",
    "Customer&#39;s data platform",
    "M&amp;A carve-out &ndash; 40 servers",
  ],
  chinese: [
    "腾飞集团 云迁移二期",
    "上海银行 生成式人工智能试点",
    "华南物流 托管服务（2026年度）",
    "「安全」加固项目・深圳",
  ],
  japanese: [
    "さくら電機 クラウド移行",
    "生成AI活用支援（第２期）",
    "㈱ミナト物流 運用保守",
    "ｾｷｭﾘﾃｨ診断 半角カナ案件",
  ],
  korean: [
    "한울소프트 클라우드 전환",
    "생성형 AI 도입 컨설팅",
    "부산항만 보안관제 서비스",
    "대한물류 MSP 재계약",
  ],
  arabic: [
    "شركة الواحة - ترحيل السحابة",
    "خدمات الأمن السيبراني ٢٠٢٦",
    "مشروع الذكاء الاصطناعي التوليدي",
  ],
  hebrew: ["אורן טכנולוגיות – מעבר לענן", "שירותי אבטחה מנוהלים (שלב ב׳)"],
  hindi: ["गंगा स्टील – क्लाउड माइग्रेशन", "जेनरेटिव एआई पायलट परियोजना", "सुरक्षा ऑडिट, चरण २"],
  tamil: ["காவேரி வங்கி – மேகக் கணிமை", "பாதுகாப்பு சேவைகள் ஒப்பந்தம்"],
  thai: ["สยามคลาวด์ ย้ายระบบขึ้นคลาวด์", "บริการดูแลระบบรายปี ๒๕๖๙"],
  cyrillic: [
    "Северный Ветер – миграция в облако",
    "Київ Логістика: керовані послуги",
    "Пилот ГенИИ (этап №2)",
  ],
  greek: ["Αιγαίο Ναυτιλία – μετάβαση στο cloud", "Υπηρεσίες ασφαλείας ΑΕ"],
  vietnamese: [
    "Đông Phong – chuyển đổi điện toán đám mây",
    "Ngân hàng Phương Đông: dịch vụ bảo mật",
    "Thí điểm AI tạo sinh ở Huế",
  ],
  emoji: [
    "🚀 GenAI pilot – let's go 🎉",
    "Cloud migration ☁️➡️🏢 phase 1",
    "👩🏽‍💻 Managed desktop (500 seats) 👍🏼",
    "🇸🇬 Security review 🔐",
  ],
  // Letters with marks as separate code points; they look like their composed twins.
  combining_marks: [
    "Cafe\u0301 Re\u0301union – cloud",
    "Zu\u0308rich Sicherheits-U\u0308berpru\u0308fung",
    "S\u0323a\u0304n\u0303 Jose\u0301 migration",
  ],
  quotes: [
    `"Project Falcon" – landing zone`,
    "O'Brien's data lake, phase 'B'",
    "“Smart” quotes ‘everywhere’",
    `5" tablets & \\backslash\\ rollout`,
    "`back` ticks and «guillemets»",
  ],
  commas: [
    "Security, Compliance, and Audit",
    "MSP; storage; backup; DR",
    "Migration, wave 1,2,3 (SGD 1,200,000)",
    "Tabs | pipes , and & signs",
  ],
  markup: [
    "<script>alert('deal')</script>",
    "<b>Bold</b> move to cloud <img src=x onerror=alert(1)>",
  ],
  formula: [
    "=cmd|' /C calc'!A0",
    "+SUM(A1:A9)*cloud",
    '@HYPERLINK("http://deal.example")',
    "-2+3 servers",
  ],
  direction_marks: [
    "Cloud \u202Egnikcab\u202C migration",
    "\u200FSecurity\u200E review \u2067عقد\u2069 2026",
    "Zero\u200Bwidth\u2060 joiner\uFEFF deal",
  ],
};
