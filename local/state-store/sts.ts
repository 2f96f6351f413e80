import { type Reply } from './messages';
import { xmlDocument, type XmlElement } from './xml';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

function reply(status: number, root: XmlElement): Reply {
  return { status, headers: { 'content-type': 'text/xml' }, body: xmlDocument(root, namespace) };
}

/**
 * Answers STS's query protocol: `GetCallerIdentity` with a user of `accountId`, `InvalidAction` for everything else.
 * `parameters` are those of the query string and of the form in the body together.
 */
export function answerSts(parameters: URLSearchParams, accountId: string, requestId: string): Reply {
  const action = parameters.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    const result: XmlElement[] = [
      ['Arn', `arn:aws:iam::${accountId}:user/rehearsal`],
      ['UserId', 'AIDAREHEARSAL00000000'],
      ['Account', accountId],
    ];
    return reply(200, [
      'GetCallerIdentityResponse',
      [
        ['GetCallerIdentityResult', result],
        ['ResponseMetadata', [['RequestId', requestId]]],
      ],
    ]);
  }
  const error: XmlElement[] = [
    ['Type', 'Sender'],
    ['Code', 'InvalidAction'],
    [
      'Message',
      `a rehearsal answers GetCallerIdentity only, not ${action === '' ? 'a request without Action' : action}`,
    ],
  ];
  return reply(400, [
    'ErrorResponse',
    [
      ['Error', error],
      ['RequestId', requestId],
    ],
  ]);
}
