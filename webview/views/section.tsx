import type { ComponentChildren } from 'preact';
import { NOTHING } from '../words.ts';

interface SectionProps {
  title: string;
  children: ComponentChildren;
}

export function Section({ title, children }: SectionProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface TableProps {
  heads: string[];
  rows: { key: string; cells: ComponentChildren[] }[];
  /** What is said when there are no rows. */
  none: string;
}

/** The first cell of a row names it. */
export function Table({ heads, rows, none }: TableProps) {
  if (rows.length === 0) return <p class="none">{none}</p>;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...cells] }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]}>{cell ?? NOTHING}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
