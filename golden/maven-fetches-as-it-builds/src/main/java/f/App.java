package f;

public class App {
    public String handle(String name) {
        return "tea for " + name;
    }
}
