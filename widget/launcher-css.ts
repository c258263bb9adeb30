/** Styles of the launcher alone: the panel brings its own sheet when it is opened. */
export const LAUNCHER_CSS = `
:host{all:initial!important;direction:ltr!important}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
.frame{--b:var(--nx-brand,#0b7a75);--o:var(--nx-on-brand,#fff);font:400 16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#10302f;text-align:left}
.launcher{position:fixed;z-index:2147483000;bottom:calc(20px + env(safe-area-inset-bottom,0px));right:20px;width:64px;height:64px;border:0;border-radius:32px;padding:0;background:var(--b);color:var(--o);cursor:pointer;display:flex;align-items:center;justify-content:center;gap:8px;box-shadow:0 2px 6px rgba(6,50,48,.18),0 10px 28px rgba(6,50,48,.26);transition:transform .18s ease,box-shadow .18s ease;-webkit-tap-highlight-color:transparent;font:inherit}
.left .launcher{right:auto;left:20px}
.launcher:hover{transform:translateY(-2px)}
.launcher:active{transform:scale(.96)}
button:focus-visible,a:focus-visible{outline:2px solid var(--b);outline-offset:2px}
.launcher:focus-visible{outline-width:3px;box-shadow:0 0 0 3px #fff,0 10px 28px rgba(6,50,48,.26)}
.pill{width:auto;height:52px;padding:0 22px 0 16px;border-radius:26px}
.pill .label{font-size:17px;font-weight:600;letter-spacing:.02em}
.open .pill{width:52px;padding:0}
.open .label{display:none}
svg{width:32px;height:32px;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round;flex:none}
.pill svg{width:28px;height:28px}
.chat path+path{fill:currentColor;stroke:none}
.launcher .cross{display:none}
.open .chat{display:none}
.open .cross{display:block;stroke-width:2.2;width:28px;height:28px}
.busy svg{animation:pulse 1s ease-in-out infinite}
@keyframes pulse{50%{opacity:.45}}
.badge{position:absolute;top:-4px;right:-4px;min-width:24px;height:24px;padding:0 6px;border-radius:12px;background:#d3382c;color:#fff;font-size:14px;font-weight:700;line-height:20px;border:2px solid #fff;text-align:center}
.preview,.help{position:fixed;z-index:2147483000;bottom:calc(100px + env(safe-area-inset-bottom,0px));right:20px;width:min(320px,calc(100vw - 40px));background:#fff;color:#10302f;border-radius:14px;padding:14px 16px;box-shadow:0 2px 6px rgba(6,50,48,.1),0 14px 40px rgba(6,50,48,.2);animation:rise .22s ease}
.left .preview,.left .help{right:auto;left:20px}
.preview strong{font-size:15px}
.preview p{margin:4px 0 10px;font-size:15px;overflow-wrap:anywhere;color:#36504f}
.preview button{font:inherit;border:0;cursor:pointer;background:none;color:inherit}
.view{background:var(--b)!important;color:var(--o)!important;border-radius:18px;padding:6px 18px!important;font-size:15px!important;min-height:36px}
.dismiss{position:absolute;top:6px;right:6px;width:36px;height:36px;padding:6px;border-radius:18px}
.dismiss svg{width:20px;height:20px}
.help .failed{font-weight:600;margin-bottom:6px}
.help a{color:#b3261e;font-weight:700;font-size:18px;text-decoration:underline}
.help p{margin:2px 0}
@keyframes rise{from{opacity:0;transform:translateY(10px)}}
@media (max-width:667px){.open .launcher{display:none}}
@media (prefers-color-scheme:dark){.preview,.help{background:#1c2a2c;color:#e6f0ef}.preview p{color:#b9cbc9}.help a{color:#ffb4ab}.badge{border-color:#101a1b}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
@media print{.frame{display:none}}
`;
