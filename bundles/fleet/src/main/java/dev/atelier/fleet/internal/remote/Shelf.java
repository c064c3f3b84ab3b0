package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Ids;
import dev.atelier.fleet.internal.shape.Listed;
import dev.atelier.fleet.internal.shape.WorkerRow;
import dev.atelier.fleet.internal.shape.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Workers of one runtime as browsers see them, made anew only when the rows are others than before. */
final class Shelf {
    private final Function<WorkerRow, WorkerView> view;
    private final Diagnostic unaddressable;
    private volatile @Nullable Kept kept;

    private record Kept(List<WorkerRow> rows, int limit, Listed<WorkerView> listed) {}

    /** @param unaddressable said when there are Workers whose ids cannot be used here */
    Shelf(Function<WorkerRow, WorkerView> view, Diagnostic unaddressable) {
        this.view = view;
        this.unaddressable = unaddressable;
    }

    @SuppressWarnings("ReferenceEquality") // to compare the rows would cost what is to be saved
    Listed<WorkerView> of(List<WorkerRow> rows, int limit) {
        Kept before = kept;
        if (before != null && before.rows() == rows && before.limit() == limit) {
            return before.listed();
        }
        Listed<WorkerView> listed = listed(rows, limit);
        kept = new Kept(rows, limit, listed);
        return listed;
    }

    private Listed<WorkerView> listed(List<WorkerRow> rows, int limit) {
        List<WorkerView> views = new ArrayList<>();
        boolean strange = false;
        for (WorkerRow row : rows) {
            if (!Ids.addressable(row.workerId())) {
                strange = true;
            } else if (views.size() < limit) {
                views.add(view.apply(row));
            }
        }
        return new Listed<>(views, strange ? List.of(unaddressable) : List.of());
    }
}
