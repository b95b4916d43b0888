import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { apiErrorSchema } from '../../core/web/frames.js';
import { type Route, routeEntries } from './routes.js';

let known: object | null = null;

/** The API as OpenAPI 3.1, made once, from the same table and schemas that serve it. */
export function openApiDocument(version: string): object {
  known ??= describe(version);
  return known;
}

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const contentOf = ({ answer, answerType }: Route) =>
  answerType === undefined ? json(answer) : { [answerType]: { schema: answer } };

function bodyOf({ body }: Route) {
  if (body === undefined) return {};
  return {
    body: { content: typeof body === 'string' ? { [`application/${body}`]: { schema: z.string() } } : json(body) },
  };
}

const needsWords = ({ needs }: Route): string =>
  needs === 'open' ? 'Needs no login.' : `Needs the right \`${needs}\`.`;

function describe(version: string): object {
  const book = new OpenAPIHono();
  for (const [operationId, route] of routeEntries) {
    const { method, path, summary, query } = route;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const shape = Object.fromEntries(names.map((name) => [name, z.string()]));
    const params = names.length > 0 ? { params: z.object(shape) } : {};
    const request = { ...params, ...(query === undefined ? {} : { query }), ...bodyOf(route) };
    book.openAPIRegistry.registerPath(
      createRoute({
        method,
        path,
        operationId,
        summary,
        description: needsWords(route),
        request,
        responses: {
          200: { description: 'as asked', content: contentOf(route) },
          default: { description: 'refused', content: json(apiErrorSchema) },
        },
      }),
    );
  }
  const info = { title: 'chair2mqtt', version, description: 'Massage chairs over HTTP: see docs/http.md.' };
  return book.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '..' }] });
}
