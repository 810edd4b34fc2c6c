/** What milvus.yaml may say: every key, with its default. Valid as it stands; empty texts mean absent. */
export const DEFAULT_MILVUS_TEXT = `connection:
  host: 127.0.0.1
  port: 19530
  database: default
  timeout: 30                   # seconds, for connecting and for what no request waits for
  auth:
    enabled: false              # true needs both:
    username: ""
    password: ""                # best as "\${MILVUS_PASSWORD}"
  tls:
    enabled: false
    ca_file: ""                 # empty: the authorities that Node.js knows
    cert_file: ""               # with key_file: how the server knows AskOnce
    key_file: ""
    server_name: ""             # the name in the certificate, where that is not the host
collection:
  name: semantic_cache
  description: Semantic cache for LLM request-response pairs
  vector_field:
    name: embedding
    metric_type: IP             # for vectors of length 1 the same as COSINE
    # dimension: 384            # not used: the embedding model says it
  index:
    type: HNSW                  # HNSW | IVF_FLAT | IVF_SQ8 | FLAT | AUTOINDEX | DISKANN
    params: { M: 16, efConstruction: 64 }    # IVF: { nlist: 128 }; the others take none
  partitions: 16                # fixed when the collection is made
search:
  params: { ef: 64 }            # IVF: { nprobe: 16 }; DISKANN: { search_list: 32 }; the others take none
  consistency_level: Bounded    # Bounded | Strong | Session | Eventually
  timeout_ms: 150               # how long a request waits for Milvus
hot_tier:
  max_entries: 5000             # kept in memory in front of Milvus
writes:
  max_pending: 10000            # that wait for Milvus at once
`;
