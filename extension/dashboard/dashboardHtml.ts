/** The dashboard's page: its scripts and styles are our own files, and nothing else may be loaded or run. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { editorsSpeech } from '../editorsSpeech.ts';

export function dashboardHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name));
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${address('dashboard.css')}">
  <title>Switchyard</title>
</head>
<body>
  <main id="dashboard"></main>
  <script id="speech" type="application/json">${speech()}</script>
  <script nonce="${nonce}" src="${address('dashboard.js')}"></script>
</body>
</html>`;
}

/** As data within the page, which no policy has to let run; nothing in it can end the element. */
function speech(): string {
  return JSON.stringify(editorsSpeech()).replaceAll('<', '\\u003c');
}
