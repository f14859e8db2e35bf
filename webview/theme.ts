/** Colours of VS Code's theme, for what is drawn rather than styled. */

/** The first of the variables that the theme has; themes of high contrast leave some out. */
export function themeColor(...names: string[]): string {
  const style = getComputedStyle(document.documentElement);
  for (const name of names) {
    const color = style.getPropertyValue(`--${name}`).trim();
    if (color !== '') return color;
  }
  return style.getPropertyValue('--vscode-foreground').trim() || 'gray';
}

/** @returns a function that ends the listening. VS Code sets the theme's variables and name from outside. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => observer.disconnect();
}
