/** How long a typed character takes to be seen, measured in the page. */
import type { Page } from 'playwright-core';

/**
 * Types into the editor that has the focus, one character after the other has been drawn.
 * @returns for each, the ms from the key to the frame that shows it.
 */
export async function typeAndTime(page: Page, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const echo = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const lines = document.activeElement?.closest('.monaco-editor')?.querySelector('.view-lines');
          if (!lines) throw new Error('no editor has the focus');
          let begun = 0;
          const onKey = () => {
            begun = performance.now();
          };
          const observer = new MutationObserver(() => {
            if (begun === 0) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.now() - begun));
          });
          observer.observe(lines, { subtree: true, childList: true, characterData: true });
          document.addEventListener('keydown', onKey, { capture: true, once: true });
          document.body.dataset.ready = String(performance.now());
        }),
    );
    await page.locator('body[data-ready]').waitFor({ state: 'attached' });
    await page.keyboard.press(String.fromCharCode(97 + (index % 26)));
    times.push(await echo);
    await page.evaluate(() => document.body.removeAttribute('data-ready'));
  }
  return times;
}
