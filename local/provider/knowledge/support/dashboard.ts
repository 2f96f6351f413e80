/** CloudWatch's grid is 24 columns wide. */
const columns = 24;
const widgetTypes = ['alarm', 'explorer', 'custom', 'log', 'metric', 'text', 'logTable'];
const maxWidgets = 500;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function widgetProblem(widget: unknown, path: string): string | undefined {
  if (!isObject(widget)) return `${path} should be an object`;
  if (typeof widget.type !== 'string' || !widgetTypes.includes(widget.type)) {
    return `${path}/type should be one of ${widgetTypes.join(', ')}, got ${JSON.stringify(widget.type)}`;
  }
  if (!isObject(widget.properties)) return `${path}/properties should be an object`;
  for (const name of ['x', 'y', 'width', 'height']) {
    if (widget[name] !== undefined && !isWholeNumber(widget[name])) return `${path}/${name} should be a whole number`;
  }
  const { x = 0, width = 6 } = widget;
  if (isWholeNumber(x) && isWholeNumber(width) && (width < 1 || x + width > columns)) {
    return `${path} should lie within ${columns} columns, x is ${x} and width ${width}`;
  }
  const { metrics, region, markdown } = widget.properties;
  if (widget.type === 'text' && typeof markdown !== 'string') return `${path}/properties/markdown should be a string`;
  if (widget.type === 'metric') {
    const { annotations } = widget.properties;
    if (metrics === undefined && annotations === undefined)
      return `${path}/properties should have metrics or annotations`;
    if (metrics !== undefined && !(Array.isArray(metrics) && metrics.every((metric) => Array.isArray(metric)))) {
      return `${path}/properties/metrics should be an array of arrays`;
    }
    if (typeof region !== 'string') return `${path}/properties should have a region`;
  }
  return undefined;
}

/** What CloudWatch finds wrong with a dashboard's JSON body; `undefined` when it accepts it. */
export function dashboardProblem(body: string): string | undefined {
  let dashboard: unknown;
  try {
    dashboard = JSON.parse(body);
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isObject(dashboard) || !Array.isArray(dashboard.widgets)) return 'should be an object with an array "widgets"';
  const widgets: readonly unknown[] = dashboard.widgets;
  if (widgets.length > maxWidgets) return `should have at most ${maxWidgets} widgets, got ${widgets.length}`;
  return widgets
    .map((widget, index) => widgetProblem(widget, `/widgets/${index}`))
    .find((problem) => problem !== undefined);
}
