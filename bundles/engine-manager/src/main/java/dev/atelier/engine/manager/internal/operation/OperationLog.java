package dev.atelier.engine.manager.internal.operation;

import dev.atelier.engine.manager.api.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest operations, running and ended. */
final class OperationLog {
    private static final int KEPT = 200;

    private final Deque<Operation> operations = new ArrayDeque<>();

    synchronized void put(Operation operation) {
        boolean known = operations.removeIf(o -> o.id().equals(operation.id()));
        if (known) {
            insertByStart(operation);
            return;
        }
        operations.addLast(operation);
        if (operations.size() > KEPT) {
            operations.removeFirst();
        }
    }

    private void insertByStart(Operation operation) {
        List<Operation> later = new ArrayList<>();
        while (!operations.isEmpty() && operations.getLast().startedAt().isAfter(operation.startedAt())) {
            later.add(operations.removeLast());
        }
        operations.addLast(operation);
        Collections.reverse(later);
        operations.addAll(later);
    }

    synchronized List<Operation> newestFirst() {
        List<Operation> all = new ArrayList<>(operations);
        Collections.reverse(all);
        return all;
    }

    synchronized Optional<Operation> find(String id) {
        return operations.stream().filter(o -> o.id().equals(id)).findFirst();
    }
}
