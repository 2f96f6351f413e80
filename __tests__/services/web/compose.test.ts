import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(__dirname, '../../..');

const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/);
/** The fields of a Compose file that this one uses; strict, so that a misspelt one is noticed. */
const composeFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.string(),
      init: z.boolean().optional(),
      working_dir: z.string().optional(),
      entrypoint: z.array(z.string()).optional(),
      command: z.array(z.string()).optional(),
      stop_signal: z.string().optional(),
      environment: z.record(z.string(), z.string()).default({}),
      volumes: z.array(z.string()).default([]),
      ports: z.array(z.string()).default([]),
      read_only: z.boolean().default(false),
      tmpfs: z.array(z.string()).default([]),
      cap_drop: z.array(z.string()).optional(),
      security_opt: z.array(z.string()).default([]),
      depends_on: z
        .record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy']) }))
        .default({}),
      healthcheck: z
        .strictObject({
          test: z.array(z.string()),
          interval: duration,
          timeout: duration,
          retries: z.number().int(),
          start_period: duration,
        })
        .optional(),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});

describe('compose.yaml', () => {
  const { services, volumes } = composeFile.parse(parse(readFileSync(join(root, 'compose.yaml'), 'utf8')));
  const all = Object.entries(services);

  it('has the reverse proxy on port 8080 of this machine alone, in front of the app', () => {
    expect(Object.keys(services)).toEqual(['app', 'reverse-proxy']);
    expect(all.flatMap(([, { ports }]) => ports)).toEqual(['127.0.0.1:8080:8080']);
    expect(services['reverse-proxy']).toMatchObject({
      depends_on: { app: { condition: 'service_healthy' } },
      environment: { APP_HOST: 'app', APP_PORT: '3000' },
    });
    expect(services.app?.healthcheck).toBeDefined();
  });

  it.each(all)('%s has a pinned image, a read-only root with /tmp writable, and gains no privileges', (_, service) => {
    expect(service.image).toMatch(/:\d[\w.-]+$/);
    expect(service.read_only).toBe(true);
    expect(service.tmpfs.map((one) => one.split(':')[0])).toEqual(['/tmp']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  it('mounts folders that exist and volumes that it declares', () => {
    const sources = all.flatMap(([, one]) => one.volumes.map((volume) => volume.split(':')[0] ?? ''));
    const paths = sources.filter((source) => source.startsWith('.'));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(sources.filter((source) => !source.startsWith('.')).sort()).toEqual(Object.keys(volumes).sort());
  });

  it('runs the proxy as its image does', () => {
    const dockerfile = readFileSync(join(root, 'services/web/reverse-proxy/Dockerfile'), 'utf8');
    const proxy = services['reverse-proxy'];
    expect(dockerfile).toContain(`ARG RUNTIME_IMAGE=${proxy?.image}\n`);
    expect(dockerfile).toContain(`ENTRYPOINT ${JSON.stringify(proxy?.entrypoint).replaceAll(',', ', ')}\n`);
    expect(dockerfile).toContain(`CMD ${JSON.stringify(proxy?.command)}\n`);
    expect(dockerfile).toContain(`STOPSIGNAL ${proxy?.stop_signal}\n`);
  });
});
