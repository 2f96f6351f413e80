import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProvider, type RunningProvider } from '../../local/provider/provider';

export interface TerraformRun {
  readonly code: number;
  /** Standard output and standard error as a terminal shows them, without Terraform's line wrapping and frames. */
  readonly text: string;
}

export interface WorkspaceOptions {
  readonly accountId?: string;
  readonly now?: () => Date;
  /** @default a directory of its own */
  readonly objectsDirectory?: string;
}

const root = mkdtempSync(join(tmpdir(), 'tristage-schema-cache-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A temporary directory with a configuration, a stand-in provider of its own, and Terraform to run in it. */
export class TerraformWorkspace {
  readonly directory = mkdtempSync(join(tmpdir(), 'tristage-terraform-'));
  readonly objectsDirectory = join(this.directory, 'objects');
  #provider: RunningProvider | undefined;

  static async start(options: WorkspaceOptions = {}): Promise<TerraformWorkspace> {
    const workspace = new TerraformWorkspace();
    mkdirSync(workspace.configurationDirectory);
    writeFileSync(join(workspace.directory, 'terraform.rc'), '');
    workspace.#provider = await startProvider({
      objectsDirectory: workspace.objectsDirectory,
      ...options,
      cacheDirectory: root,
      configurationDirectories: () => [workspace.configurationDirectory],
    });
    return workspace;
  }

  get configurationDirectory(): string {
    return join(this.directory, 'configuration');
  }

  configure(configuration: object): void {
    const provider = { aws: [{ region: 'ap-northeast-1', allowed_account_ids: ['111122223333'] }] };
    const terraform = { required_providers: { aws: { source: 'hashicorp/aws', version: '6.25.0' } } };
    const file = join(this.configurationDirectory, 'main.tf.json');
    writeFileSync(file, JSON.stringify({ terraform, provider, ...configuration }, null, 2));
  }

  /** Runs Terraform to its end, whatever its exit code. */
  terraform(...args: readonly string[]): Promise<TerraformRun> {
    return new Promise((resolve, reject) => {
      const child = spawn('terraform', args, {
        cwd: this.configurationDirectory,
        env: {
          PATH: process.env.PATH,
          HOME: this.directory,
          CHECKPOINT_DISABLE: '1',
          TF_CLI_CONFIG_FILE: join(this.directory, 'terraform.rc'),
          TF_IN_AUTOMATION: '1',
          TF_INPUT: '0',
          TF_REATTACH_PROVIDERS: this.#provider?.reattach,
        },
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, text: plainText(output) }));
    });
  }

  /** Runs Terraform and expects success. */
  async expectSuccess(...args: readonly string[]): Promise<string> {
    const { code, text } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} exited with ${code}: ${text}`);
    return text;
  }

  async initAndApply(): Promise<void> {
    await this.expectSuccess('init');
    await this.expectSuccess('apply', '-auto-approve');
  }

  /** Exit code of `plan -detailed-exitcode`: 0 no changes, 1 error, 2 changes. */
  async planExitCode(): Promise<number> {
    return (await this.terraform('plan', '-detailed-exitcode')).code;
  }

  /** Attributes of a resource in the state. */
  async attributes(address: string): Promise<Record<string, unknown>> {
    // The form of `terraform show -json` is Terraform's own and stable.
    const state = JSON.parse(await this.expectSuccess('show', '-json')) as {
      values?: { root_module: { resources?: { address: string; values: Record<string, unknown> }[] } };
    };
    const found = state.values?.root_module.resources?.find((resource) => resource.address === address);
    if (!found) throw new Error(`${address} is not in the state`);
    return found.values;
  }

  readState(): unknown {
    return JSON.parse(readFileSync(join(this.configurationDirectory, 'terraform.tfstate'), 'utf8'));
  }

  async close(): Promise<void> {
    await this.#provider?.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function plainText(output: string): string {
  const uncoloured = output.replace(/\u001b\[[0-9;]*m/g, '');
  return uncoloured.replace(/[│╷╵]/g, ' ').replace(/\s+/g, ' ').trim();
}
