import { readFileSync, writeFileSync } from 'node:fs';
import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';

const deploy = 'npx cdktf deploy web-network-stg web-stg --auto-approve';
const plan = 'terraform -chdir=cdktf.out/stacks/web-stg plan -input=false -detailed-exitcode -no-color';

describeWith('terraform', 'options of the web system', () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = new ProjectCopy();
  });
  afterAll(() => project.remove());

  const set = (values: Readonly<Record<string, string>>) => {
    const file = project.path('environments/.env.stg');
    const text = Object.entries(values).reduce(
      (content, [name, value]) => content.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`),
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, text);
  };
  const outcome = (command: string) => {
    const { code, stdout, stderr } = project.rehearse(command);
    return [code, code === 0 ? '' : stdout + stderr];
  };

  it('may be turned on and off again: what AWS holds in use goes after what used it', () => {
    set({ WEB_RESIZE_IMAGES: 'true', WEB_WAF_RATE_LIMIT: '2000', WEB_DEPLOYMENT: 'blueGreen' });
    expect(outcome(deploy)).toEqual([0, '']);
    set({ WEB_RESIZE_IMAGES: 'false', WEB_WAF_RATE_LIMIT: 'false', WEB_DEPLOYMENT: 'rolling' });
    expect(outcome(deploy)).toEqual([0, '']);
    expect(outcome(plan)).toEqual([0, '']);
  }, 300_000);
});
