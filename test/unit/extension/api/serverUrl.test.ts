import { expect, test } from 'vitest';
import { normalUrl, tokenProblem, urlProblem } from '../../../../extension/api/serverUrl.ts';

test('an address is one of http, without a person in it', () => {
  expect(normalUrl(' http://railway.example:7420/ ')).toBe('http://railway.example:7420');
  expect(normalUrl('https://railway.example/switchyard//')).toBe('https://railway.example/switchyard');
  expect(normalUrl('http://railway.example/api/v1/')).toBe('http://railway.example');
  expect(normalUrl('http://railway.example/switchyard/api/v1')).toBe('http://railway.example/switchyard');
  for (const wrong of ['', 'railway', 'ftp://railway', '127.0.0.1:7420', 'http://me:secret@railway']) {
    expect(normalUrl(wrong)).toBeUndefined();
    expect(urlProblem(wrong)).toMatch(/\.$|7420$/);
  }
});

test('a token is one word of plain characters, and is never repeated', () => {
  expect(tokenProblem(' swy_abc-123 ')).toBeUndefined();
  expect(tokenProblem('')).toContain('needed');
  expect(tokenProblem('“swy_geheim”')).not.toContain('geheim');
});
