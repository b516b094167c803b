package f;

public class App {
  public String handle(Object event) { return "hi"; }
}
