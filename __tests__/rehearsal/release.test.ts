import { readFileSync, writeFileSync } from 'node:fs';
import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';

const commit = '0123456789abcdef0123456789abcdef01234567';

interface Count {
  readonly requests: number;
  readonly failed: number;
}

interface Rehearsal {
  readonly pages: Count;
  readonly assets: Count;
  readonly laterAssets: Count;
  readonly files: { readonly former: number; readonly gone: number; readonly goneFromPages: number };
}

describeWith('terraform', 'npm run release:local', () => {
  describeWith('nginx', 'with nginx', () => {
    let project: ProjectCopy;
    beforeAll(() => {
      project = new ProjectCopy();
      // The build of a release runs the tests of the site. They are part of the suite that this test is part of.
      const file = project.path('package.json');
      const manifest = readFileSync(file, 'utf8');
      const one = '"test:web": "jest __tests__/services/web/compose.test.ts"';
      writeFileSync(file, manifest.replace(/"test:web": "[^"]*"/, one));
      expect(readFileSync(file, 'utf8')).toContain(one);
    });
    afterAll(() => project.remove());

    const rehearse = (...args: readonly string[]) => {
      const command = `npm run --silent release:local -- --json --commit ${commit} ${args.join(' ')}`;
      const { code, stdout, stderr } = project.run(command);
      if (stdout === '') throw new Error(stderr);
      return { code, report: JSON.parse(stdout) as Rehearsal, stderr }; // what --json prints
    };

    it('meets no failure with the files in the bucket', () => {
      const { code, report } = rehearse('--scheme s3');
      expect([report.pages.failed, report.assets.failed, report.laterAssets.failed, code]).toEqual([0, 0, 0, 0]);
      expect(report.assets.requests).toBeGreaterThan(50);
      expect(report.files.goneFromPages).toBeGreaterThan(0);
    }, 400_000);

    it('meets failures with the files in the containers alone', () => {
      const { code, report, stderr } = rehearse('--scheme naive --skip-deploy');
      expect([code, stderr]).toEqual([1, expect.stringContaining('requests failed with the scheme naive')]);
      // A file that pages named and the next release has no more is never found again: no chance is in it.
      expect(report.laterAssets.failed).toBe(report.files.goneFromPages);
    }, 400_000);
  });
});
