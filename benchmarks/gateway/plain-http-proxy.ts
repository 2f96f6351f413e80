import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';

const app = fastify();
void app.register(httpProxy, { upstream: process.env.UPSTREAM ?? '', prefix: '/api/users', rewritePrefix: '/users' });
void app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
