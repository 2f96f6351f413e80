import { type Attributes, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { text } from '../support/attributes';
import { hasRoute, routeExists } from '../support/endpoint-refusals';
import { refusal } from '../support/rules';

function endpointOf(planned: Attributes, context: StoreContext): Attributes | undefined {
  return context.find('aws_vpc_endpoint', { id: text(planned, 'vpc_endpoint_id') ?? '' })[0];
}

const modifying = (planned: Attributes) =>
  `modifying EC2 VPC Endpoint (${text(planned, 'vpc_endpoint_id') ?? ''}): operation error EC2: ModifyVpcEndpoint,`;

const missing = (planned: Attributes) =>
  refusal(
    ['vpc_endpoint_id'],
    `${modifying(planned)} InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${text(planned, 'vpc_endpoint_id') ?? ''}' does not exist`,
  );

const routeTableAssociation: ResourceKnowledge = {
  type: 'aws_vpc_endpoint_route_table_association',
  computed: (_planned, context) => ({ id: `a-${context.uniqueId(17)}` }),
  forceNew: ['route_table_id', 'vpc_endpoint_id'],
  refuseApply(planned, context) {
    const found = endpointOf(planned, context);
    if (found === undefined) return [missing(planned)];
    const tableId = text(planned, 'route_table_id') ?? '';
    const serviceName = text(found, 'service_name') ?? '';
    if (text(found, 'vpc_endpoint_type') !== 'Gateway') {
      return [
        refusal(
          ['vpc_endpoint_id'],
          `${modifying(planned)} InvalidParameter: Route tables are only supported for Gateway type VPC Endpoints.`,
        ),
      ];
    }
    return hasRoute(tableId, serviceName, context)
      ? [routeExists(['route_table_id'], modifying(planned), tableId, serviceName, context)]
      : [];
  },
  importId(id) {
    const [vpc_endpoint_id = '', route_table_id = ''] = id.split('/');
    return { vpc_endpoint_id, route_table_id };
  },
};

const securityGroupAssociation: ResourceKnowledge = {
  type: 'aws_vpc_endpoint_security_group_association',
  computed: (_planned, context) => ({ id: `a-${context.uniqueId(17)}` }),
  defaults: { replace_default_association: false },
  forceNew: ['replace_default_association', 'security_group_id', 'vpc_endpoint_id'],
  refuseApply(planned, context) {
    const found = endpointOf(planned, context);
    if (found === undefined) return [missing(planned)];
    return text(found, 'vpc_endpoint_type') === 'Gateway'
      ? [
          refusal(
            ['vpc_endpoint_id'],
            `${modifying(planned)} InvalidParameter: Security groups are only supported for Interface type VPC Endpoints.`,
          ),
        ]
      : [];
  },
};

export const resources: readonly ResourceKnowledge[] = [routeTableAssociation, securityGroupAssociation];
