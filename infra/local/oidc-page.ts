/** A person whom the local issuer can sign in. Who they are to the service stands in its own staff table. */
export type DemoAccount = {
  /** The `sub` claim. */
  readonly subject: string;
  readonly name: string;
  /** What they may do, in words for the sign-in page. */
  readonly role: string;
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const style = `
:root { color-scheme: light dark; --ink: #1d2b2a; --soft: #5b6b69; --line: #d8e2df; --page: #f3f7f5; --card: #fff; --warm: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6efed; --soft: #9fb0ad; --line: #2c3a38; --page: #101817; --card: #18211f; --warm: #5eead4; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 2rem 1rem; background: var(--page); color: var(--ink); font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { width: min(30rem, 100%); }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.25rem; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
button { width: 100%; display: flex; align-items: center; gap: .9rem; padding: .8rem 1rem; text-align: left; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .8rem; cursor: pointer; }
button:hover { border-color: var(--warm); }
button:focus-visible { outline: 3px solid var(--warm); outline-offset: 2px; }
.face { flex: none; width: 2.6rem; height: 2.6rem; display: grid; place-items: center; border-radius: 50%; background: color-mix(in srgb, var(--warm) 18%, transparent); color: var(--warm); font-weight: 600; }
.role { display: block; color: var(--soft); font-size: .875rem; }
`;

const row = ({ subject, name, role }: DemoAccount): string => `
<li><button name="subject" value="${escaped(subject)}">
<span class="face" aria-hidden="true">${escaped(name.slice(0, 1))}</span>
<span><strong>${escaped(name)}</strong><span class="role">${escaped(role)}</span></span>
</button></li>`;

/** The page that stands for the hospital's own sign-in: pick a person, no password. */
export const signInPage = (
  action: string,
  accounts: readonly DemoAccount[],
): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>登录 · 暖心线演示</title><style>${style}</style></head>
<body><main>
<h1>以谁的身份登录？</h1>
<p>本机演示用的登录页，仅此电脑可见，无需密码。正式环境使用医院自己的统一登录。</p>
<form method="post" action="${escaped(action)}"><ul>${accounts.map(row).join('')}</ul></form>
</main></body></html>`;
