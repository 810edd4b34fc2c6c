/** Where the Milvus server is and how its collection is made and searched; durations in milliseconds. */
export interface MilvusSettings {
  connection: {
    host: string;
    port: number;
    /** Created where the server does not have it. */
    database: string;
    /** For connecting and for work in the background; lookups have a budget of their own. */
    timeoutMs: number;
    /** Undefined: the server asks for no password. */
    login: { username: string; password: string } | undefined;
    /** Undefined: no encryption. Certificate and key together: mutual TLS. */
    tls: TlsSettings | undefined;
  };
  collection: {
    name: string;
    description: string;
    vectorField: string;
    index: { type: IndexType; params: Readonly<Record<string, number>> };
    /** Buckets over which scopes are spread; fixed when the collection is made. */
    partitions: number;
  };
  search: {
    /** `ef`, `nprobe` or `search_list`, as the index type wants it. */
    params: Readonly<Record<string, number>>;
    consistency: ConsistencyLevel;
    /** What a lookup may wait before it counts as a miss. */
    budgetMs: number;
  };
  /** Entries kept in this process, so that a repeated hit needs no network. */
  hotEntries: number;
  /** Writes that wait for the server at most; the oldest is dropped for a newer one. */
  maxPendingWrites: number;
}

export interface TlsSettings {
  caFile: string | undefined;
  certFile: string | undefined;
  keyFile: string | undefined;
  /** The name in the server's certificate, where it is not the host. */
  serverName: string | undefined;
}

export type IndexType = 'HNSW' | 'IVF_FLAT' | 'IVF_SQ8' | 'FLAT' | 'AUTOINDEX' | 'DISKANN';
export type ConsistencyLevel = 'Strong' | 'Session' | 'Bounded' | 'Eventually';
