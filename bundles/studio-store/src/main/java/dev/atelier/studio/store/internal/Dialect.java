package dev.atelier.studio.store.internal;

import org.jspecify.annotations.Nullable;

/** What differs between the databases. */
enum Dialect {
    /** Embedded; a commit is in the file system, the sync brings it to the disk. */
    H2("checkpoint sync", false) {
        @Override
        String returning(String columns, String change) {
            return "select " + columns + " from final table (" + change + ")";
        }

        @Override
        String insertOnce(String insert, String unique) {
            return insert; // one writer: nobody comes between the look and the insert
        }
    },
    /** A server's commit is on its disk; other processes are told. */
    POSTGRES(null, true) {
        @Override
        String returning(String columns, String change) {
            return change + " returning " + columns;
        }

        @Override
        String insertOnce(String insert, String unique) {
            return insert + " on conflict (" + unique + ") do nothing";
        }
    };

    final @Nullable String sync;
    final boolean shared;

    Dialect(@Nullable String sync, boolean shared) {
        this.sync = sync;
        this.shared = shared;
    }

    /** The change as a query for the rows as they are after it. */
    abstract String returning(String columns, String change);

    /** An insert that does nothing when another process was faster. */
    abstract String insertOnce(String insert, String unique);
}
