package dev.atelier.itests;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import java.time.Duration;
import java.util.Map;

/**
 * Holds the program where nothing from outside can: at the first line of one of its methods. For moments that last a
 * few microseconds and must be hit every time. Names internals on purpose; renaming one fails the test loudly.
 */
final class Breakpoint implements AutoCloseable {
    /** What the program must be started with. */
    static final Map<String, String> DEBUGGABLE =
            Map.of("ATELIER_JAVA_OPTS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final VirtualMachine machine;

    private Breakpoint(VirtualMachine machine) {
        this.machine = machine;
    }

    /** On a method of a class of the engine manager's that has run before. */
    static Breakpoint inEngineManager(Atelier atelier, String type, String method) throws Exception {
        String port = atelier.lineWith("Listening for transport dt_socket").replaceAll(".*: ", "");
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(c -> c.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(port.strip());
        VirtualMachine machine = connector.attach(arguments);
        ReferenceType found = machine.classesByName("dev.atelier.engine.manager.internal." + type).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no class " + type));
        machine.eventRequestManager()
                .createBreakpointRequest(found.methodsByName(method).stream()
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no method " + type + "." + method))
                        .location())
                .enable();
        return new Breakpoint(machine);
    }

    /** Returns with every thread of the program standing still, one of them here. */
    void reached() throws Exception {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < until) {
            EventSet events = machine.eventQueue().remove(LIMIT.toMillis());
            if (events == null) {
                break;
            }
            for (Event event : events) {
                if (event instanceof BreakpointEvent) {
                    return;
                }
            }
            events.resume();
        }
        throw new AssertionError("the breakpoint was not reached");
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (com.sun.jdi.VMDisconnectedException e) {
            // killed, as intended
        }
    }
}
