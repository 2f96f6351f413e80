import { type Database } from '../tables/database';
import { type Request } from './request';

/** Answers one request, all at once: what it reads and commits is one state of the tables. */
export type Action = (database: Database, request: Request) => object;
