import { DynamodbError } from '../../../../local/runtime/dynamodb/dynamodb-error';
import { type Call } from './run-conformance-case';

interface ErrorBody {
  readonly __type: string;
  readonly message?: string;
  readonly Message?: string;
  readonly CancellationReasons?: DynamodbError['cancellationReasons'];
  readonly Item?: DynamodbError['item'];
}

/** Calls the endpoint with the bare protocol: what an SDK would hide or add is seen as it is. */
export function awsJsonClient(endpoint: string): Call {
  return async (action, input) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${action}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const body = await response.json();
    if (response.status === 200) return body;
    const { __type, message, Message, CancellationReasons, Item } = body as ErrorBody;
    throw new DynamodbError(__type.replace(/^.*#/, ''), message ?? Message ?? '', {
      statusCode: response.status,
      ...(CancellationReasons && { cancellationReasons: CancellationReasons }),
      ...(Item && { item: Item }),
    });
  };
}
