/** The API's description and a page to read it with; both work offline. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VERSION } from '../../version.ts';
import type { ApiApp } from '../apiApp.ts';

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const served: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const page = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Switchyard API</title>
  <link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
  <div id="reference"></div>
  <script src="docs/swagger-ui-bundle.js"></script>
  <script src="docs/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#reference', deepLinking: true, tryItOutEnabled: true });
`;

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

export function addReference(app: ApiApp, prefix: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.doc31(`${prefix}/openapi.json`, {
    openapi: '3.1.0',
    info: { title: 'Switchyard', version: VERSION, description: 'The task queue that a team shares.' },
  });
  app.get(`${prefix}/docs`, (context) => {
    context.header('Content-Security-Policy', policy);
    return context.html(page);
  });
  app.get(`${prefix}/docs/start.js`, (context) =>
    context.body(start, 200, { 'Content-Type': 'text/javascript' }),
  );
  for (const [name, type] of Object.entries(served)) {
    app.get(`${prefix}/docs/${name}`, async (context) =>
      context.body(await readFile(join(assets, name), 'utf8'), 200, { 'Content-Type': type }),
    );
  }
}
