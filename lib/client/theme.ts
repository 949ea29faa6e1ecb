export type Theme = "light" | "dark";

const KEY = "theme";
const DARK = "(prefers-color-scheme: dark)";

/**
 * Runs before the first paint. Written with backticks only, because React escapes quotes, `<`, `>` and `&`
 * in the text of a script element.
 */
export const THEME_SCRIPT = `{let t=null;try{t=localStorage.getItem(\`${KEY}\`)}catch{}
if(t!==\`light\`)if(t!==\`dark\`)t=matchMedia(\`${DARK}\`).matches?\`dark\`:\`light\`;
document.documentElement.dataset.theme=t}`;

const systemTheme = (): Theme => (matchMedia(DARK).matches ? "dark" : "light");

function storedTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : null;
  } catch {
    return null;
  }
}

function storeTheme(theme: Theme | null): void {
  try {
    if (theme === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}

const show = (theme: Theme) => {
  document.documentElement.dataset["theme"] = theme;
};

/** Shows a theme and keeps the choice. Choosing what the system shows anyway goes back to following it. */
export function chooseTheme(theme: Theme | "system"): void {
  const next = theme === "system" ? systemTheme() : theme;
  storeTheme(next === systemTheme() ? null : next);
  show(next);
}

export const toggleTheme = (): void =>
  chooseTheme(document.documentElement.dataset["theme"] === "dark" ? "light" : "dark");

/** Follows the system's theme, and a choice made in another tab, until the returned undo is called. */
export function followTheme(): () => void {
  const media = matchMedia(DARK);
  const update = () => show(storedTheme() ?? systemTheme());
  media.addEventListener("change", update);
  window.addEventListener("storage", update);
  return () => {
    media.removeEventListener("change", update);
    window.removeEventListener("storage", update);
  };
}
