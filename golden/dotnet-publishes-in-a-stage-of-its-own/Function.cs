namespace Tea;

public class Function
{
    public string Handle(string name) => $"tea for {name}";
}
