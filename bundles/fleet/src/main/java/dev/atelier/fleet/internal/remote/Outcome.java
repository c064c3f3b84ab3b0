package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.Diagnostic;
import java.util.function.Function;

/** What a runtime answered, or why it did not. */
sealed interface Outcome<T> {
    <R> R fold(Function<? super T, ? extends R> got, Function<? super Diagnostic, ? extends R> failed);

    /** It answered as agreed. */
    record Got<T>(T value) implements Outcome<T> {
        @Override
        public <R> R fold(Function<? super T, ? extends R> got, Function<? super Diagnostic, ? extends R> failed) {
            return got.apply(value);
        }
    }

    /** Nobody was asked: it is left alone for now. */
    record LeftAlone<T>(Diagnostic why) implements Outcome<T> {
        @Override
        public <R> R fold(Function<? super T, ? extends R> got, Function<? super Diagnostic, ? extends R> failed) {
            return failed.apply(why);
        }
    }

    /** It did not. */
    record Failed<T>(Diagnostic why) implements Outcome<T> {
        @Override
        public <R> R fold(Function<? super T, ? extends R> got, Function<? super Diagnostic, ? extends R> failed) {
            return failed.apply(why);
        }
    }
}
