import { join } from 'node:path';
import { fixBuildInfo, fixPublicTimestamps } from './build/fixed-timestamps';
import { releaseId } from './build/release-id';
import { stableServerLists } from './build/stable-server-lists';
import { themeScript } from './build/theme-script';

const release = releaseId(__dirname, process.env);

const checks = { noUncheckedIndexedAccess: true, noUnusedLocals: true, noUnusedParameters: true };
/** For files whose names do not change with their content. */
const dayInCaches = 'public, max-age=86400';

export default defineNuxtConfig({
  compatibilityDate: '2025-11-01',
  buildId: release,
  telemetry: false,
  devtools: { enabled: false },
  css: ['~/assets/site.css'],
  imports: { autoImport: false },
  components: { dirs: [] },
  // One style sheet for all pages: the policy of the pages then needs no exception for inline styles.
  features: { inlineStyles: false },
  experimental: {
    // Nothing is rendered at build time, so there is no payload apart from the page.
    payloadExtraction: false,
    // Pages are asked for when a viewer is about to want them, not all at once.
    defaults: { nuxtLink: { prefetch: true, prefetchOn: { interaction: true, visibility: false } } },
  },
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      meta: [
        { name: 'viewport', content: 'width=device-width, initial-scale=1' },
        { name: 'color-scheme', content: 'light dark' },
      ],
      link: [{ rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
      script: [{ innerHTML: themeScript, tagPriority: 'critical' }],
    },
  },
  runtimeConfig: { release },
  nitro: {
    preset: 'node-server',
    imports: false,
    errorHandler: join(__dirname, 'server/error-handler.ts'),
    sourceMap: false,
    rollupConfig: { output: {}, plugins: [stableServerLists()] },
    typescript: { tsConfig: { compilerOptions: checks } },
    routeRules: {
      // Names the release that runs, which open pages ask for to learn that there is a newer one.
      '/_nuxt/builds/latest.json': { headers: { 'cache-control': 'no-store' } },
      '/gallery/*.jpg': { headers: { 'cache-control': dayInCaches } },
      '/favicon.svg': { headers: { 'cache-control': dayInCaches } },
    },
  },
  // Chunks of the server import shared files by absolute paths: a hash of that would differ from place to place.
  vite: { $server: { build: { rollupOptions: { output: { chunkFileNames: '_nuxt/[name].js' } } } } },
  $production: { nitro: { entry: join(__dirname, 'server/entry.ts') } },
  $development: { nitro: { plugins: [join(__dirname, 'server/development-plugin.ts')] } },
  sourcemap: false,
  typescript: {
    strict: true,
    tsConfig: { compilerOptions: checks },
    nodeTsConfig: { compilerOptions: checks, include: ['../build/**/*.ts', '../scripts/**/*.ts'] },
    sharedTsConfig: { compilerOptions: checks },
  },
  hooks: {
    'nitro:build:public-assets': ({ options }) => fixPublicTimestamps(options.output.publicDir, '_nuxt'),
    'nitro:init': (nitro) => {
      nitro.hooks.hook('compiled', ({ options }) => fixBuildInfo(options.output.dir));
    },
  },
});
