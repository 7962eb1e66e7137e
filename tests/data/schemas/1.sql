BEGIN TRANSACTION;
CREATE TABLE articles (
	id VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
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
	PRIMARY KEY (id)
);
INSERT INTO "articles" VALUES('26ad02aa69f5','ferry','The ferry sails on Monday. It comes back on Friday.','/home/ann/ferry.txt',NULL,NULL,NULL,'text/plain','2026-11-25 20:53:48.112390','a281838eecc9a2aa4a07019a904bfb88a48d79bad6b657efdfd2e16027656895','[]','[]',0);
INSERT INTO "articles" VALUES('76707d4c9103','Tariffs','A ticket costs 4 kroner. Children travel free.

- dogs too','tariffs.md',NULL,NULL,NULL,'text/markdown','2026-11-25 20:53:48.141679','c433cedf62574f4343171dcf98bd3239bea5ab3d59d7ba7fa723d063328a2349','[]','[]',0);
CREATE TABLE chunks (
	id VARCHAR(128) NOT NULL, 
	article_id VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	section TEXT, 
	page INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "chunks" VALUES('26ad02aa69f5:0-51','26ad02aa69f5',0,0,51,NULL,NULL);
INSERT INTO "chunks" VALUES('76707d4c9103:0-58','76707d4c9103',0,0,58,NULL,NULL);
CREATE TABLE meta (
	"key" VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','1');
INSERT INTO "meta" VALUES('identity','{"embedding_model": "fake", "weights_sha256": "0000000000000000000000000000000000000000000000000000000000000000", "dimension": 64, "max_tokens": 256, "chunking": "sentences-200-v1", "schema_version": 1}');
CREATE TABLE removed_chunks (
	chunk_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (chunk_id)
);
CREATE TABLE sources (
	path TEXT NOT NULL, 
	article_id VARCHAR(64) NOT NULL, 
	PRIMARY KEY (path), 
	FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);
INSERT INTO "sources" VALUES('/home/ann/ferry.txt','26ad02aa69f5');
CREATE INDEX ix_articles_source ON articles (source);
CREATE INDEX ix_articles_pending ON articles (pending);
CREATE INDEX ix_articles_added_at ON articles (added_at);
CREATE INDEX ix_articles_sha256 ON articles (sha256);
CREATE INDEX ix_chunks_article_id ON chunks (article_id);
CREATE INDEX ix_sources_article_id ON sources (article_id);
COMMIT;
