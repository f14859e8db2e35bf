/** VS Code's window, by what a person sees in it. */
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../eventually.ts';

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the window and waits until it and the extension are there. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.statusItem().waitFor({ timeout: 60_000 });
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.input();
    await input.waitFor();
    await input.fill(`>${title}`);
    // Not the first row: commands that are merely similar may come before it.
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** The field of the palette, of an input box or of a list to pick from. */
  input(): Locator {
    return this.page.locator('.quick-input-widget:visible input.input').first();
  }

  /** Fills the input box whose title or prompt says `about`, and presses Enter. */
  async answer(about: string, text: string): Promise<void> {
    await this.page.locator('.quick-input-widget:visible', { hasText: about }).waitFor();
    await this.input().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a row of the list that asks this in its field; by keys, since a list that has just come may still move. */
  async pick(question: string, row: string): Promise<void> {
    const found = await this.#asked(question, row);
    await eventually(
      async () => {
        if (/\bfocused\b/.test((await found.getAttribute('class')) ?? '')) return true;
        await this.page.keyboard.press('ArrowDown');
        return false;
      },
      { intervalMs: 50 },
    );
    await this.page.keyboard.press('Enter');
  }

  /** Marks a row of a list in which several may be chosen. */
  async check(question: string, row: string): Promise<void> {
    await (await this.#asked(question, row)).click();
  }

  /** The palette's own list may still be there when a command asks. */
  async #asked(question: string, row: string): Promise<Locator> {
    await this.page.locator(`.quick-input-widget:visible input[placeholder^="${question}"]`).waitFor();
    const found = this.page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first();
    await found.waitFor();
    return found;
  }

  /** Presses a button of a row, which is there while the pointer is on the row and may be drawn anew meanwhile. */
  async pressIn(row: Locator, name: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      await row.hover();
      try {
        return await row.getByRole('button', { name, exact: true }).click({ timeout: 3000 });
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  /**
   * Chooses from the menu of a right click. The menu takes no click in its first moments, and closes when what it
   * belongs to is drawn anew.
   */
  async fromMenu(of: Locator, name: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name });
    for (let [tries, isChosen] = [1, false]; ; tries++) {
      if ((await item.count()) === 0) {
        // It closed late, and what it has opened may lie over the row by now.
        if (isChosen) return;
        await of.click({ button: 'right' });
      }
      try {
        await item.click({ timeout: 3000 });
        isChosen = true;
        return await item.waitFor({ state: 'hidden', timeout: 1000 });
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  statusItem(): Locator {
    return this.page.locator('.statusbar-item[id*="switchyard.status"]');
  }

  /** Brings the views of Switchyard to the front. */
  async showTasks(): Promise<void> {
    await this.command('Switchyard: Focus on Tasks View');
    await this.view('Tasks').waitFor();
  }

  /** A view of the side bar by its title. */
  view(title: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: title }) });
  }

  /** A row of a tree by its text: name and what stands beside it. */
  row(text: string | RegExp): Locator {
    return this.page.locator('.pane [role="treeitem"]', { hasText: text }).first();
  }

  /** A task's row within the group that is above it. */
  taskRow(name: string): Locator {
    return this.page.locator('.pane [role="treeitem"][aria-level="2"]', { hasText: name }).first();
  }

  /** Opens a group of the tree; a click may come while it is drawn anew. */
  async expand(group: RegExp): Promise<void> {
    const opened = this.page
      .locator('.pane [role="treeitem"][aria-expanded="true"]', { hasText: group })
      .first();
    for (let tries = 1; (await opened.count()) === 0; tries++) {
      await this.row(group).click();
      try {
        return await opened.waitFor({ timeout: 2000 });
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  dialog(text: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: text });
  }

  /** Lines of the editor in front. */
  editorText(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
  }

  /** Lines of the output panel. */
  outputText(): Locator {
    return this.page.locator('.panel .monaco-editor .view-lines').first();
  }

  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name });
  }

  async dismissNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').waitFor({ state: 'detached' });
  }

  /** Signs in by hand, as a person would. */
  async signIn(url: string, token: string): Promise<void> {
    await this.command('Switchyard: Sign In');
    await this.answer('The address of the Switchyard server', url);
    await this.answer('A token for', token);
  }

  /** Submits a command line by hand. */
  async submit(line: string): Promise<void> {
    await this.command('Switchyard: Submit Command');
    await this.answer('It runs in', line);
  }
}
