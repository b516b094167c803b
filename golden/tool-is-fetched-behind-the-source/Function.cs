namespace F;

public class Function
{
    public string Handle(string input) => input;
}
