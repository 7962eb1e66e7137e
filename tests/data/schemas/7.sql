BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('7');
CREATE TABLE article_blocks (
	article_id VARCHAR(64) NOT NULL, 
	blocks TEXT NOT NULL, 
	PRIMARY KEY (article_id), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "article_blocks" VALUES('26ad02aa69f5','[["p", 0, 51, 0]]');
INSERT INTO "article_blocks" VALUES('76707d4c9103','[["p", 0, 46, 0], ["ul", 48, 58, 0], ["li", 48, 58, 1]]');
CREATE TABLE articles (
	id VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	source TEXT NOT NULL, 
	publisher TEXT, 
	author TEXT, 
	published_at VARCHAR(32), 
	content_type VARCHAR(128) NOT NULL, 
	added_at DATETIME NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	sections TEXT NOT NULL, 
	pages TEXT NOT NULL, 
	pending BOOLEAN NOT NULL, 
	text TEXT NOT NULL, language VARCHAR(35), 
	PRIMARY KEY (id)
);
INSERT INTO "articles" VALUES('26ad02aa69f5','ferry','/home/ann/ferry.txt',NULL,NULL,NULL,'text/plain','2026-11-25 21:47:48.456623','a281838eecc9a2aa4a07019a904bfb88a48d79bad6b657efdfd2e16027656895','[]','[]',0,'The ferry sails on Monday. It comes back on Friday.',NULL);
INSERT INTO "articles" VALUES('76707d4c9103','Tariffs','tariffs.md',NULL,NULL,NULL,'text/markdown','2026-11-25 21:47:48.940820','c433cedf62574f4343171dcf98bd3239bea5ab3d59d7ba7fa723d063328a2349','[]','[]',0,'A ticket costs 4 kroner. Children travel free.

- dogs too',NULL);
CREATE TABLE chats (
	id VARCHAR(32) NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	turn INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "chats" VALUES('OXjjfkFsQxmyCjM5','ann','When does it sail?','2026-11-25 21:47:48.987275','2026-11-25 21:47:48.991896',2);
CREATE TABLE chunks (
	id VARCHAR(128) NOT NULL, 
	article_id VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	section TEXT, 
	page INTEGER, 
	text TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "chunks" VALUES('26ad02aa69f5:0-51','26ad02aa69f5',0,0,51,NULL,NULL,'The ferry sails on Monday. It comes back on Friday.');
INSERT INTO "chunks" VALUES('76707d4c9103:0-58','76707d4c9103',0,0,58,NULL,NULL,'A ticket costs 4 kroner. Children travel free.

- dogs too');
CREATE TABLE containers (
	path TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	PRIMARY KEY (path)
);
CREATE TABLE encoded_chunks (
	chunk_id VARCHAR(128) NOT NULL, 
	spans BLOB NOT NULL, 
	vectors BLOB NOT NULL, 
	PRIMARY KEY (chunk_id), 
	FOREIGN KEY(chunk_id) REFERENCES chunks (id) ON DELETE CASCADE
);
INSERT INTO "encoded_chunks" VALUES('26ad02aa69f5:0-51',X'000000001A0000001B00000033000000',X'0000000000000000000000002A00000000002A00000000002A0000000000007F0000000000002A00002A0000550000000000000000000000000000002A000000000000000000000000000000400000000000000000000000000000000000007F00000000000040000000000040000000000000000000000000000000000000000000000000000000000000000000000000007F00000000007F0000000000007F0000000000000000007F0000000000000000000000000000000000007F000000');
INSERT INTO "encoded_chunks" VALUES('76707d4c9103:0-58',X'0000000018000000190000002E000000300000003A000000',X'000000000000000000007F000000000000000000007F7F0000007F007F7F000000007F00007F00007F000000000000007F000000000000000000007F000000000000000000000000000000000000000000000000007F000000007F00007F000000007F0000000000000000000000000000000000000000000000007F00000000000000000000000000000000000000000000000000007F00000000007F000000000000000000000000000000000000007F000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007F00007F0000000000000000000000000000000000000000000000');
CREATE TABLE exchanges (
	chat_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	content TEXT NOT NULL, answer TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (chat_id, number), 
	FOREIGN KEY(chat_id) REFERENCES chats (id) ON DELETE CASCADE
);
INSERT INTO "exchanges" VALUES('OXjjfkFsQxmyCjM5',0,'When does it sail?','{}','');
CREATE TABLE feedback (
	chat_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	verdict VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	given_at DATETIME NOT NULL, 
	PRIMARY KEY (chat_id, number), 
	FOREIGN KEY(chat_id) REFERENCES chats (id) ON DELETE CASCADE
);
CREATE TABLE logins (
	token_digest VARCHAR(64) NOT NULL, 
	user_id VARCHAR(32) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	PRIMARY KEY (token_digest), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE members (
	path TEXT NOT NULL, 
	container TEXT NOT NULL, 
	PRIMARY KEY (path), 
	FOREIGN KEY(container) REFERENCES containers (path) ON DELETE CASCADE
);
CREATE TABLE meta (
	"key" VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','7');
INSERT INTO "meta" VALUES('identity','{"embedding_model": "fake", "weights_sha256": "0000000000000000000000000000000000000000000000000000000000000000", "dimension": 64, "max_tokens": 256, "chunking": "sentences-200-v1", "schema_version": 2}');
INSERT INTO "meta" VALUES('indexes_stamp','d8319a4fc94757f47bc9651d7dc782c7');
CREATE TABLE next_articles (
	article_id VARCHAR(64) NOT NULL, 
	is_done BOOLEAN NOT NULL, 
	PRIMARY KEY (article_id), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
CREATE TABLE next_chunks (
	id VARCHAR(128) NOT NULL, 
	number INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	section TEXT, 
	page INTEGER, 
	text TEXT NOT NULL, 
	article_id VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(article_id) REFERENCES next_articles (article_id) ON DELETE CASCADE
);
CREATE TABLE next_encoded_chunks (
	chunk_id VARCHAR(128) NOT NULL, 
	spans BLOB NOT NULL, 
	vectors BLOB NOT NULL, 
	PRIMARY KEY (chunk_id), 
	FOREIGN KEY(chunk_id) REFERENCES next_chunks (id) ON DELETE CASCADE
);
CREATE TABLE owners (
	article_id VARCHAR(64) NOT NULL, 
	owner VARCHAR(64) NOT NULL, 
	PRIMARY KEY (article_id), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "owners" VALUES('76707d4c9103','user-0a1b');
CREATE TABLE preferences (
	user VARCHAR(64) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (user, "key")
);
CREATE TABLE removed_chunks (
	chunk_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (chunk_id)
);
CREATE TABLE signature_bands (
	article_id VARCHAR(64) NOT NULL, 
	band VARCHAR(48) NOT NULL, 
	PRIMARY KEY (article_id, band), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
CREATE TABLE signatures (
	article_id VARCHAR(64) NOT NULL, 
	group_id VARCHAR(64) NOT NULL, 
	hashes BLOB NOT NULL, 
	PRIMARY KEY (article_id), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
CREATE TABLE site_lines (
	site VARCHAR(16) NOT NULL, 
	line VARCHAR(16) NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	PRIMARY KEY (site, line, source)
);
CREATE TABLE sources (
	path TEXT NOT NULL, 
	article_id VARCHAR(64) NOT NULL, 
	PRIMARY KEY (path), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "sources" VALUES('/home/ann/ferry.txt','26ad02aa69f5');
INSERT INTO "sources" VALUES('upload:76707d4c9103:tariffs.md','76707d4c9103');
CREATE TABLE synced_files (
	path TEXT NOT NULL, 
	stamp VARCHAR(80) NOT NULL, 
	reason TEXT, 
	hint TEXT, 
	PRIMARY KEY (path)
);
CREATE TABLE trash (
	article_id VARCHAR(64) NOT NULL, 
	removed_at DATETIME NOT NULL, 
	paths TEXT NOT NULL, 
	article TEXT NOT NULL, owner VARCHAR(64), 
	PRIMARY KEY (article_id)
);
CREATE TABLE users (
	id VARCHAR(32) NOT NULL, 
	name TEXT NOT NULL, 
	folded_name TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (folded_name)
);
INSERT INTO "users" VALUES('47c27c1a473bcc7ff52c9117','Ann','ann','x','2026-11-25 21:47:48.994207');
CREATE TABLE web_pages (
	address TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	etag TEXT NOT NULL, 
	last_modified TEXT NOT NULL, 
	canonical TEXT NOT NULL, 
	same_as TEXT NOT NULL, 
	PRIMARY KEY (address)
);
CREATE INDEX ix_articles_sha256 ON articles (sha256);
CREATE INDEX ix_articles_added_at ON articles (added_at);
CREATE INDEX ix_articles_pending ON articles (pending);
CREATE INDEX ix_articles_source ON articles (source);
CREATE INDEX ix_containers_sha256 ON containers (sha256);
CREATE INDEX ix_chats_turn ON chats (turn);
CREATE INDEX ix_chats_user ON chats (user);
CREATE INDEX ix_chunks_article_id ON chunks (article_id);
CREATE INDEX ix_sources_article_id ON sources (article_id);
CREATE INDEX ix_members_container ON members (container);
CREATE INDEX ix_signatures_group_id ON signatures (group_id);
CREATE INDEX signature_bands_band ON signature_bands (band);
CREATE INDEX ix_logins_user_id ON logins (user_id);
CREATE INDEX ix_logins_expires_at ON logins (expires_at);
CREATE INDEX ix_next_articles_is_done ON next_articles (is_done);
CREATE INDEX ix_next_chunks_article_id ON next_chunks (article_id);
CREATE INDEX ix_web_pages_canonical ON web_pages (canonical);
CREATE INDEX ix_web_pages_same_as ON web_pages (same_as);
CREATE INDEX ix_owners_owner ON owners (owner);
COMMIT;
