package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.Members;
import dev.atelier.fleet.internal.shape.Members.BadShape;
import okio.ByteString;

/** How a document is read that a runtime answered with. */
@FunctionalInterface
interface Reading<T> {
    T read(ByteString document) throws BadShape;

    static <T> Reading<T> of(Members.Reader<T> reader) {
        return document -> reader.read(Members.of(Members.parse(document.toByteArray())));
    }
}
