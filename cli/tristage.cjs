#!/usr/bin/env node
'use strict';

// This project runs on Node 20; what the AWS SDK says of it to Node 20 would stand before every error.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

require('tsx/cjs');
require('./tristage.ts');
