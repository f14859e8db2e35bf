/**
 * The only place that knows which widgets the page is made of. The toolkit is no longer maintained: whatever comes
 * after it is put in here.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { type ComponentChildren, h } from 'preact';

export function registerWidgets(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
  );
}

interface ButtonProps {
  /** For a person who can't see what it is about. */
  label: string;
  secondary?: boolean;
  onPress: () => void;
  children: ComponentChildren;
}

export function Button({ label, secondary = false, onPress, children }: ButtonProps) {
  const appearance = secondary ? 'secondary' : 'primary';
  return h('vscode-button', { appearance, 'aria-label': label, title: label, onClick: onPress }, children);
}

export interface Choice {
  value: string;
  text: string;
}

interface DropdownProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChoose: (value: string) => void;
}

export function Dropdown({ label, value, choices, onChoose }: DropdownProps) {
  const onChange = (event: Event) => onChoose((event.target as HTMLSelectElement).value);
  const options = choices.map((choice) =>
    h(
      'vscode-option',
      { key: choice.value, value: choice.value, selected: choice.value === value },
      choice.text,
    ),
  );
  return h('vscode-dropdown', { 'aria-label': label, title: label, onChange }, options);
}

export function Waiting({ label }: { label: string }) {
  return h('vscode-progress-ring', { 'aria-label': label });
}
