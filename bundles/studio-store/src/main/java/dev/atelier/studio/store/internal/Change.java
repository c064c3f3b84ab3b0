package dev.atelier.studio.store.internal;

import java.sql.SQLException;

/** Something to be written, as one of many in a transaction. May run a second time when others in it failed. */
@FunctionalInterface
interface Change<T> {
    T apply(Statements statements) throws SQLException;
}
