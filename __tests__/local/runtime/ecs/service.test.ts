import { DescribeTaskDefinitionCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  type EcsRuntime,
  type EcsRuntimeOptions,
  eventually,
  port,
  repositoryUrl,
  server,
  startEcsRuntime,
  targetGroupArn,
} from '../../../support/ecs-runtime';

describe('a running ECS service', () => {
  const started: EcsRuntime[] = [];
  const start = async (options: EcsRuntimeOptions): Promise<EcsRuntime> => {
    const runtime = await startEcsRuntime(options);
    started.push(runtime);
    return runtime;
  };
  afterEach(async () => {
    await Promise.all(started.splice(0).map((runtime) => runtime.close()));
  });
  const isUp = (pid: number | undefined): boolean => {
    try {
      return pid !== undefined && process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('runs replicas on addresses of their own with the same port, all behind the balancer', async () => {
    const runtime = await start({ program: server('process.env.HOST'), service: { desired_count: 2 } });
    const status = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const addresses = status.tasks.map(({ address }) => address);
    expect(addresses.map((address) => address.port)).toEqual([port, port]);
    expect(new Set(addresses.map(({ host }) => host)).size).toBe(2);
    const balancerPort = await runtime.balancer.listen(targetGroupArn);
    const answers = new Set<string>();
    for (let count = 0; count < 4; count += 1) {
      answers.add(await (await fetch(`http://127.0.0.1:${balancerPort}/`)).text());
    }
    expect([...answers].sort()).toEqual(addresses.map(({ host }) => host).sort());
  });

  it('replaces a task whose program ended, and says why it did', async () => {
    const runtime = await start({ program: server('1') });
    const before = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const [first] = before.tasks;
    await fetch(`http://${first?.address.host}:${port}/exit`).catch(() => undefined);
    const after = await runtime.until(({ tasks }) => tasks.length === 2 && tasks[1]?.lastStatus === 'RUNNING');
    expect(after.tasks[0]).toMatchObject({
      taskId: first?.taskId,
      lastStatus: 'STOPPED',
      stoppedReason: 'Essential container in task exited: app, exit code 7',
    });
    expect(after.runningCount).toBe(1);
  });

  it('ends every program within the limit, also one that ignores SIGTERM', async () => {
    const runtime = await start({
      program: `process.on('SIGTERM', () => {}); ${server('1').replace(/process.on\('SIGTERM'.*/, '')}`,
    });
    const { tasks } = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    expect(isUp(tasks[0]?.pid)).toBe(true);
    const startedMs = performance.now();
    await runtime.runtime.close();
    expect(performance.now() - startedMs).toBeLessThan(4000);
    expect(isUp(tasks[0]?.pid)).toBe(false);
  });

  it('gives a program the environment of its definition, what leads it to this machine, and nothing else', async () => {
    process.env.LEAK = 'secret of this process';
    const runtime = await start({
      program: server('JSON.stringify(process.env)'),
      container: {
        environment: [
          { name: 'PORT', value: String(port) },
          { name: 'GREETING', value: 'hello' },
        ],
        secrets: [{ name: 'TOKEN', valueFrom: '/demo/token' }],
      },
      resources: [
        {
          type: 'aws_ssm_parameter',
          attributes: {
            arn: 'arn:aws:ssm:ap-northeast-1:111122223333:parameter/demo/token',
            name: '/demo/token',
            type: 'SecureString',
            value: 's3cr3t',
          },
        },
      ],
      environment: { HOME: '/home/somebody', AWS_PROFILE: 'production', LEAK: 'of the runtime' },
    });
    delete process.env.LEAK;
    const { tasks } = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const host = tasks[0]?.address.host ?? '';
    const environment: unknown = await (await fetch(`http://${host}:${port}/`)).json();
    expect(environment).toEqual({
      PATH: process.env.PATH,
      HOME: '/home/somebody',
      PORT: String(port),
      HOST: host,
      GREETING: 'hello',
      TOKEN: 's3cr3t',
      NODE_EXTRA_CA_CERTS: '/dev/null',
      AWS_REGION: 'ap-northeast-1',
      AWS_DEFAULT_REGION: 'ap-northeast-1',
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_ENDPOINT_URL: runtime.endpoint,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
  });

  it('says which secret is missing, and starts no program', async () => {
    const runtime = await start({
      program: server('1'),
      container: { secrets: [{ name: 'TOKEN', valueFrom: '/demo/absent' }] },
    });
    const { tasks } = await runtime.until(({ tasks: [first] }) => first?.lastStatus === 'STOPPED');
    expect(tasks[0]?.stoppedReason).toBe(
      'ResourceInitializationError: secret TOKEN: there is no parameter /demo/absent',
    );
    expect(tasks.every(({ pid }) => pid === undefined)).toBe(true);
  });

  it('changes its revision under load without a failed request', async () => {
    const runtime = await start({ program: server('"one"'), service: { desired_count: 2 } });
    await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const balancerPort = await runtime.balancer.listen(targetGroupArn);
    const answers: string[] = [];
    let loaded = true;
    const load = Promise.all(
      [1, 2, 3, 4].map(async () => {
        while (loaded) {
          const answer = await fetch(`http://127.0.0.1:${balancerPort}/`);
          answers.push(answer.ok ? await answer.text() : String(answer.status));
        }
      }),
    );
    await eventually(
      () => answers.length > 50,
      () => 'no answers',
    );
    const arn = register(runtime, runtime.addImage(server('"two"')));
    runtime.services.updateService('demo-stg', 'hello-stg', { taskDefinition: await arn });
    const during: number[] = [];
    const stopWatching = runtime.services.onChange(() => void during.push(runtime.status().runningCount));
    await runtime.until(
      ({ rolloutState, tasks }) =>
        rolloutState === 'COMPLETED' && tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED').length === 2,
    );
    stopWatching();
    loaded = false;
    await load;
    expect(new Set(answers)).toEqual(new Set(['one', 'two']));
    expect(answers.at(-1)).toBe('two');
    expect(Math.min(...during)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...during)).toBeLessThanOrEqual(4);
  });

  it('breaks the circuit of a revision that fails three times, and goes back to the one before', async () => {
    const runtime = await start({ program: server('"good"') });
    const before = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const bad = await register(runtime, runtime.addImage('process.exit(3)'));
    runtime.services.updateService('demo-stg', 'hello-stg', { taskDefinition: bad });
    const after = await runtime.until(
      ({ rolloutState, taskDefinition }) => rolloutState === 'COMPLETED' && taskDefinition === before.taskDefinition,
      30_000,
    );
    const stopped = after.tasks.filter(({ taskDefinition }) => taskDefinition === bad);
    expect(stopped).toHaveLength(3);
    expect(stopped[0]?.stoppedReason).toBe('Essential container in task exited: app, exit code 3');
    // The good task has served all the time.
    expect(after.tasks[0]).toMatchObject({ taskId: before.tasks[0]?.taskId, lastStatus: 'RUNNING' });
    const messages = runtime.events.flatMap((event) => (event.kind === 'log' ? [event.message] : []));
    expect(messages).toContainEqual(expect.stringMatching(/rolling back to deployment ecs-svc\/\d+ of .*hello-stg:1/));
  });

  it('keeps the last task of a service that has nothing to go back to from failing for ever', async () => {
    const runtime = await start({ program: 'process.exit(1)', service: { desired_count: 1 } });
    const status = await runtime.until(({ rolloutState }) => rolloutState === 'FAILED', 30_000);
    expect(status.tasks).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(runtime.status().tasks).toHaveLength(3);
  });

  it('follows the desired count up and down', async () => {
    const runtime = await start({ program: server('1') });
    await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    runtime.services.updateService('demo-stg', 'hello-stg', { desiredCount: 3 });
    await runtime.until(({ runningCount }) => runningCount === 3);
    runtime.services.updateService('demo-stg', 'hello-stg', { desiredCount: 0 });
    const { tasks } = await runtime.until((status) => status.tasks.every(({ lastStatus }) => lastStatus === 'STOPPED'));
    expect(tasks.some(({ pid }) => isUp(pid))).toBe(false);
    expect(runtime.balancer.targetHealth(targetGroupArn)).toEqual([]);
  });

  it('replaces a task that a person stops, and finishes what it serves first', async () => {
    const slow = `new Promise(() => setTimeout(() => response.end('late'), 400))`;
    const runtime = await start({
      program: server('1').replace(
        'response.end(request.url',
        `if (request.url === '/slow') { ${slow}; return; } response.end(request.url`,
      ),
    });
    const { tasks } = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const balancerPort = await runtime.balancer.listen(targetGroupArn);
    const answer = fetch(`http://127.0.0.1:${balancerPort}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = runtime.services.stopTask(tasks[0]?.taskId ?? '', 'to see it');
    expect(runtime.status().tasks[0]?.lastStatus).toBe('DEACTIVATING');
    expect(await (await answer).text()).toBe('late');
    await stopped;
    const after = await runtime.until(({ runningCount }) => runningCount === 1);
    expect(after.tasks[0]).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: 'to see it' });
    await expect(runtime.services.stopTask('0000')).rejects.toThrow('ecs: there is no task 0000');
  });

  it('replaces a task that its target group finds unhealthy, once the grace period is over', async () => {
    const program = server('(globalThis.sick = request.url === "/sick" || globalThis.sick)').replace(
      "request.url === '/health' ? 'ok'",
      "request.url === '/health' ? ((response.statusCode = globalThis.sick ? 500 : 200), 'ok')",
    );
    const runtime = await start({ program, service: { health_check_grace_period_seconds: 1 } });
    const { tasks } = await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    await fetch(`http://${tasks[0]?.address.host}:${port}/sick`);
    const after = await runtime.until((status) => status.tasks[0]?.lastStatus === 'STOPPED');
    expect(after.tasks[0]?.stoppedReason).toBe(`Task failed ELB health checks in (target-group ${targetGroupArn})`);
    await runtime.until(({ runningCount }) => runningCount === 1);
  });

  it('starts the containers of a task in the order of their dependencies', async () => {
    const runtime = await start({
      program: `const fs = require('node:fs');
        if (process.env.ROLE === 'first') { setTimeout(() => fs.writeFileSync(process.env.MARK, 'done'), 300); setInterval(() => {}, 1000); }
        else { console.log(JSON.stringify({ level: 'error', found: fs.existsSync(process.env.MARK) })); setInterval(() => {}, 1000); }`,
      containers: (image) => {
        const mark = `/tmp/tristage-mark-${process.pid}-${Math.round(performance.now())}`;
        const environment = (role: string) => [
          { name: 'ROLE', value: role },
          { name: 'MARK', value: mark },
        ];
        return [
          {
            name: 'app',
            image,
            environment: environment('second'),
            dependsOn: [{ containerName: 'sidecar', condition: 'HEALTHY' }],
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/demo/app' } },
          },
          {
            name: 'sidecar',
            image,
            essential: false,
            environment: environment('first'),
            healthCheck: { command: ['CMD-SHELL', `test -f ${mark}`], interval: 5 },
          },
        ];
      },
      withTargetGroup: false,
    });
    await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    await eventually(
      () => runtime.events.some((event) => event.kind === 'log' && event.source === '/demo/app'),
      () => 'no line of the second container',
    );
    expect(runtime.events.find((event) => event.kind === 'log' && event.source === '/demo/app')).toMatchObject({
      level: 'error',
      message: '{"level":"error","found":true}',
    });
  });
});

/** Registers the next revision with another image; the answer is its ARN. */
async function register(runtime: EcsRuntime, digest: string): Promise<string> {
  const ecs = new ECSClient({
    endpoint: runtime.endpoint,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'hello-stg' }));
  const containerDefinitions = (taskDefinition?.containerDefinitions ?? []).map((one) => ({
    ...one,
    image: `${repositoryUrl}@${digest}`,
  }));
  const answer = await ecs.send(new RegisterTaskDefinitionCommand({ family: 'hello-stg', containerDefinitions }));
  ecs.destroy();
  return answer.taskDefinition?.taskDefinitionArn ?? '';
}
